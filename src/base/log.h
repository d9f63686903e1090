/* log.h - one JSON object a line on standard error; the edge logs, the domain never does. */
#ifndef PBIS_BASE_LOG_H
#define PBIS_BASE_LOG_H

#include "base/row.h"

struct err;

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
    const char *key;
    struct value v;
};

/* log_line(LOG_INFO, "request", LOG_FIELDS({"path", V(path)}, {"ms", V(ms)})); text is escaped, so
 * nothing from outside can begin a line. */
void log_line(enum log_level level, const char *event, const struct log_field *f, size_t n);
#define LOG_FIELDS(...)                                                                            \
    (const struct log_field[]){__VA_ARGS__},                                                       \
        sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)
void log_err(const char *event, const struct err *e, struct str request_id);

#endif
