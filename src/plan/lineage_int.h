/* lineage_int.h - what the files of lines across years share. Private to plan/lineage*.c. */
#ifndef PBIS_PLAN_LINEAGE_INT_H
#define PBIS_PLAN_LINEAGE_INT_H

#include "plan/lineage.h"

enum { LINEAGE_WHOLE = 10000 };

struct lineage_edge { /* a link that holds */
    int64_t id, from_year, from_line_id, past_id, to_year, to_line_id;
    struct str kind;
    struct share share;
    struct str origin, reason, by_user;
    struct when at;
};
extern const struct row_type lineage_edge_type;

/* What a code names: a line of PBIS, or a row of past_line. */
struct lineage_face_row {
    int64_t line_id, past_id, year, package_id, agency_id;
    struct str agency_code, output_code, code, name;
};
extern const struct row_type lineage_face_row_type;
/* A line that this sight sees (section.h); ERR_NOT_FOUND {what = code}. */
MUST_CHECK bool lineage_find_line(struct db *db, struct arena *a, struct str code, struct str sight,
                                  struct lineage_face_row *ret, struct err *e);
struct lineage_earlier { /* an earlier end as it is written: a line's code, or a key of past_line in its year and agency */
    struct str code, agency;
    int64_t year;
};
struct lineage_root {
    int64_t id;
    struct str code;
};
extern const struct row_type lineage_root_type;
struct lineage_which { /* the lines of a package, or (line_id) one of them */
    int64_t package_id, line_id;
    enum lang lang;
};

/* A link to be written; one of from_line_id and past_id is 0. */
struct lineage_link {
    int64_t from_year, from_line_id, past_id, to_year, to_line_id, share_bp;
    struct str kind, reason;
};
/* Inserts them as one act of `origin`. */
MUST_CHECK bool lineage_insert(struct act *by, const struct lineage_link *l, size_t n, struct str origin,
                               struct err *e);
/* "same", "renamed" or "moved", by what the two ends are. */
struct lineage_face {
    int64_t agency_id;
    struct str output_code, name;
};
struct str lineage_kind(struct arena *a, const struct lineage_face *from, const struct lineage_face *to);

#endif
