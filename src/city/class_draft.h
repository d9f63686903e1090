/* class_draft.h - a new version of a classification (programme, items, funds) from a file.
 *
 * A version that is published never changes, so a change is a new version: its file is the whole list
 * (the export of the version it comes from, edited). One person drafts it, another publishes it after
 * looking at what differs; until then it can be dropped and no year can use it. Which year uses it is a
 * setting of its own (setting.h: year.programme, year.item, year.fund). PERM_PARAM, whole city. */
#ifndef PBIS_CITY_CLASS_DRAFT_H
#define PBIS_CITY_CLASS_DRAFT_H

#include "base/table_fill.h"
#include "city/actor.h"

/* A version as the page lists it; years: those that use it, apart by spaces. */
struct class_version_row {
    struct str ref, kind, code, label_th, label_en, state; /* ref: kind/code; published, draft */
    int64_t nodes;
    struct str years, base, reason, by_user, published_by, source;
};
extern const struct row_type class_version_row_type;
MUST_CHECK bool class_versions(struct db *db, struct arena *a, struct rows *ret, struct err *e);

/* One node as a file holds it; parent is a code above it in the file, empty at the top. */
struct class_line {
    struct str code, parent, level, name_th, name_en;
};
extern const struct row_type class_line_type;
/* ERR_NOT_FOUND. In print order. */
MUST_CHECK bool class_lines(struct db *db, struct arena *a, struct str kind, struct str code,
                            struct rows *ret, struct err *e);

struct class_file {
    struct class_line *line;
    size_t n;
    struct file_issue *issue;
    size_t issues;
};
/* CSV or XLSX. Issues: a code twice, a parent that is not above it, a level or a step between levels
 * that the base does not have, an empty name. */
MUST_CHECK bool class_file_read(struct arena *a, const char *path, const struct class_line *base,
                                size_t nbase, struct class_file *ret, struct err *e);

struct class_draft_new {
    struct str kind, base, code, label_th, label_en, reason, source;
};
/* ERR_REQUIRED, ERR_DUPLICATE {code}, ERR_NOTHING when the file says what the base says. */
MUST_CHECK bool class_draft_make(struct act *by, const struct class_draft_new *d,
                                 const struct class_line *line, size_t n, struct err *e);
/* What a version changes against the one it was drafted from. Only years without lines can take another
 * version (setting.h), so no line moves by it. */
struct class_diff {
    struct str what, code; /* added, removed, renamed, moved */
    struct str before, after;
};
extern const struct row_type class_diff_type;
MUST_CHECK bool class_draft_diff(struct db *db, struct arena *a, struct str kind, struct str code,
                                 struct rows *ret, struct err *e);
/* By another person: ERR_SAME_PERSON; ERR_ALREADY when it is published. */
MUST_CHECK bool class_draft_publish(struct act *by, struct str kind, struct str code,
                                    struct err *e);
/* Only a draft: ERR_ALREADY. ERR_REASON_NEEDED. */
MUST_CHECK bool class_draft_drop(struct act *by, struct str kind, struct str code,
                                 struct str reason, struct err *e);

#endif
