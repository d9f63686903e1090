/* comment.h - comments on a package or a line (ความเห็นแนบเรื่อง) and who is mentioned in them.
 *
 * An internal comment is read by the city's side (analysts, committees, deciders, auditors), a shared
 * one by the agency's people too; nobody else reads either. @name notifies a person who may read the
 * comment, and is refused for anybody else. An edit adds a version; a withdrawn comment keeps its text
 * for the auditor. Nothing is deleted. */
#ifndef PBIS_PLAN_COMMENT_H
#define PBIS_PLAN_COMMENT_H

#include "plan/package.h"

enum { COMMENT_LONGEST = 2000, COMMENTS_MOST = 300, MENTIONS_MOST = 10 };

/* On which side of a request a person stands. */
enum talk_side { TALK_NONE, TALK_AGENCY, TALK_CITY };
enum talk_side talk_side(const struct actor *who, int64_t agency_id);

struct comment {
    int64_t id, version;
    struct str code, package_code, line_code, line_name; /* line: empty = on the package */
    struct str reply_to;                                 /* code, or empty */
    struct str visibility;                               /* internal shared */
    struct str by_user, full_name;
    struct when at;
    struct str text; /* as it stands; empty when withdrawn, but for the auditor */
    int64_t texts;   /* versions */
    struct when edited;
    bool withdrawn;
    bool unread; /* it mentions the reader, who has not said that they have read it */
};
extern const struct row_type comment_type;

/* Oldest first, those the person may read; line_code empty = of the package and all its lines. */
MUST_CHECK bool comment_list(struct db *db, struct arena *a, const struct actor *who,
                             const struct package *p, struct str line_code, struct rows *ret,
                             struct err *e);
struct comment_text {
    int64_t number;
    struct str text, by_user;
    struct when at;
};
extern const struct row_type comment_text_type;
/* Every version of one: its author, and auditors. ERR_NOT_FOUND for others. */
MUST_CHECK bool comment_texts(struct db *db, struct arena *a, const struct actor *who,
                              struct str code, struct rows *ret, struct err *e);
/* Where a comment stands: its package's year and code, for addresses. */
struct comment_home {
    int64_t year;
    struct str package_code, line_code;
};
MUST_CHECK bool comment_where(struct db *db, struct arena *a, struct str code,
                              struct comment_home *ret, struct err *e);

struct comment_new {
    int64_t year;
    struct str package_code, line_code; /* line_code empty = on the package */
    struct str reply_to, visibility, text;
};
/* ERR_MENTION {names}, ERR_TOO_LONG, ERR_REQUIRED, ERR_LIMIT, ERR_SCOPE (somebody of neither side, or
 * an internal comment by the agency), ERR_NOT_FOUND. */
MUST_CHECK bool comment_add(struct act *by, const struct comment_new *n, struct str *ret_code,
                            struct err *e);
/* By its author: ERR_COMMENT_AUTHOR {author} for others, ERR_STALE, ERR_STATE when withdrawn. */
MUST_CHECK bool comment_edit(struct act *by, struct str code, int64_t version, struct str text,
                             struct err *e);
MUST_CHECK bool comment_withdraw(struct act *by, struct str code, int64_t version, struct err *e);
/* The person has read what mentions them on this package. */
MUST_CHECK bool mentions_seen(struct act *by, int64_t package_id, struct err *e);

#endif
