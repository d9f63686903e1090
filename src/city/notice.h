/* notice.h - notices (การแจ้งเตือน): what somebody should know, inside PBIS and by e-mail or webhook.
 *
 * A notice is one sentence without figures and the address of the page that has them; what leaves
 * PBIS is less still: its kind's fixed sentence (notice.def), the fiscal year and the link. A notice
 * is a consequence of an act and writes no audit record of its own. Sending is notice_send.h. */
#ifndef PBIS_CITY_NOTICE_H
#define PBIS_CITY_NOTICE_H

#include "base/row.h"
#include "city/actor.h"

enum notice_kind {
#define NOTICE(id, word, how, mandatory, th, en, say_th, say_en) id,
#include "city/notice.def"
#undef NOTICE
    NOTICE_KINDS
};

struct notice_new {
    struct str kind;    /* word of notice.def */
    struct str to_user; /* user name */
    struct str subject; /* as in the audit log (package:2566:CODE); may be empty */
    struct str path;    /* inside PBIS: /packages/CODE */
    struct str th, en;  /* one sentence, no figures, no content */
    int64_t year;       /* fiscal year; 0: ?year= of the path, else the one of the subject, else none */
    struct str once;    /* a key that makes it once a person; empty = every time */
};
/* Gives a notice to one person. A disabled person gets nothing, and no error. The path gets
 * ?year= when it has none. ERR_NOT_FOUND {what} (no such user), ERR_BAD_CHOICE (kind), ERR_BAD_TEXT
 * (path), ERR_REQUIRED, ERR_TOO_LONG. */
MUST_CHECK bool notice_add(struct act *by, const struct notice_new *n, struct err *e);

/* To everybody of a place who holds a permission there (PERM_SIGNED_IN: everybody of the place):
 * an agency's people, a division's, or with neither those whose scope is the city. n->to_user is not
 * used; who acts gets none. At most 500 people. */
struct notice_place {
    enum perm perm;
    int64_t agency_id; /* 0 = none */
    int64_t division;  /* 1-6; 0 = none */
};
MUST_CHECK bool notice_add_role(struct act *by, struct notice_place where,
                                const struct notice_new *n, struct err *e);

/* ---- reading ---- */

struct notice_row {
    int64_t id;
    struct str kind, subject, path, th, en;
    int64_t year;
    struct str made_by;
    struct when made, read; /* read: none = unread */
};
extern const struct row_type notice_row_type;
/* A person's, unread first, newest first; kind empty = all. before: the id of the last row shown with
 * `before_read` whether that one was read; 0 = from the start. At most 50. */
struct notice_page_key {
    bool before_read;
    int64_t before;
};
MUST_CHECK bool notice_list(struct db *db, struct arena *a, int64_t user_id, struct str kind,
                            struct notice_page_key key, struct rows *ret, struct err *e);
MUST_CHECK bool notice_unread(struct db *db, int64_t user_id, int64_t *ret, struct err *e);
/* Kinds a person has notices of. */
struct notice_kind_count {
    struct str kind;
    int64_t unread;
};
MUST_CHECK bool notice_kind_counts(struct db *db, struct arena *a, int64_t user_id,
                                   struct rows *ret, struct err *e);
/* Marks one's own notice read; *ret_path is where it leads. ERR_NOT_FOUND. */
MUST_CHECK bool notice_open(struct act *by, int64_t id, struct str *ret_path, struct err *e);
/* All unread ones of a kind (empty = all) up to `up_to`; *ret_n counts. */
MUST_CHECK bool notice_read_all(struct act *by, struct str kind, int64_t up_to, int64_t *ret_n,
                                struct err *e);

/* ---- kinds ---- */
MUST_CHECK bool notice_kind_parse(struct str word, enum notice_kind *ret, struct err *e);
const char *notice_word(enum notice_kind k);
struct str notice_label(enum notice_kind k, enum lang lang);
struct str notice_sentence(enum notice_kind k, enum lang lang); /* what leaves PBIS */
bool notice_mandatory(enum notice_kind k);
const char *notice_how(enum notice_kind k); /* now day week off */

#endif
