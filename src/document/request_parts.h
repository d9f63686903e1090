/* request_parts.h - tables that the request forms and the request book share. Private to document/request_*.c. */
#ifndef PBIS_DOCUMENT_REQUEST_PARTS_H
#define PBIS_DOCUMENT_REQUEST_PARTS_H

#include "document/paper.h"
#include "document/request_data.h"

void request_plans_table(struct paper *p, const struct request_data *d);
void request_types_table(struct paper *p, const struct request_data *d);
void request_packages_table(struct paper *p, const struct request_data *d);
/* Packages first..first+n-1 with their lines, quantity x price, and the reason of each line. */
void request_lines_table(struct paper *p, const struct request_data *d, size_t first, size_t n);
/* What a package says for itself: level, goal, yield, justification. */
void request_package_words(struct paper *p, const struct request_data *d, size_t i);

struct str request_level_word(struct str kind);
struct str request_year_text(struct arena *a, const struct request_data *d);

#endif
