/* err.h - one way to fail.
 *
 * A function that can fail returns bool and takes `struct err *e` last: true = done and the
 * outputs are set; false = *e says why and the outputs are untouched. Codes live once, in
 * err_codes.def, with their HTTP status and both languages; arguments are typed values that are
 * rendered at the edge in the reader's language; a part of a template in [brackets] is shown only when its arguments are there. A `struct err` owns its texts (short copies), so
 * it may outlive every arena. */
#ifndef PBIS_BASE_ERR_H
#define PBIS_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "base/lang.h"
#include "base/row.h"
#include "base/str.h"

enum err_code {
    ERR_NONE = 0,
#define ERR(code, http, word, th, en) code,
#include "base/err_codes.def"
#undef ERR
    ERR_COUNT
};

enum {
    ERR_ARGS = 8,
    ERR_ARG_TEXT = 160, /* longer texts are cut at a character */
    ERR_DETAIL = 300,
};

struct err_arg {
    const char *name;
    struct value v;              /* a text's bytes are in `text` */
    char text[ERR_ARG_TEXT];
};

struct err {
    enum err_code code;
    size_t nargs;
    struct err_arg args[ERR_ARGS];
    char detail[ERR_DETAIL]; /* for the log, never for the user */
    const char *file;
    int line;
};

void err_set(struct err *e, enum err_code code, const char *file, int line);
#define FAIL(e, code) err_set((e), (code), __FILE__, __LINE__)
void err_arg(struct err *e, const char *name, struct value v);
/* The argument as a value; its text points into *arg. */
struct value err_arg_value(const struct err_arg *arg);
void err_detail(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

int err_http(enum err_code code);
/* The snake_case word of the code. */
const char *err_word(enum err_code code);
/* The sentence in one language, arguments filled in. */
struct str err_text(struct arena *a, const struct err *e, enum lang lang);
/* Text of a code's template itself, for lint tests. */
const char *err_template(enum err_code code, enum lang lang);

/* Our bug: says where on standard error and ends the process with exit code 70. */
NO_RETURN void panic(const char *file, int line, const char *what);
#define PANIC(what) panic(__FILE__, __LINE__, (what))

#endif
