/* delivery.h - notices outside PBIS: when they are due, what is said, what became of each try.
 *
 * A pass (cli/notify.c): notice_plan() puts new notices into messages (one a person, channel and
 * moment), delivery_take() holds those that are due, the sender sends them outside any transaction,
 * delivery_mark() writes what became of it. A sender that dies between sending and marking lets go
 * after DELIVERY_HOLD_MS and the message goes again: at least once, with the same Message-ID and
 * X-PBIS-Delivery. Nothing goes to a disabled person or to an address that was not verified. */
#ifndef PBIS_CITY_DELIVERY_H
#define PBIS_CITY_DELIVERY_H

#include "base/mail.h"
#include "base/row.h"
#include "base/smtp.h"
#include "city/actor.h"

enum { DELIVERY_HOLD_MS = 300000, DELIVERY_TAKE = 50, DELIVERY_LINKS = 50 };

/* ---- when ---- */

struct notice_hours {
    int64_t quiet_from, quiet_to; /* hours of the city's day, 0-23; equal = never quiet */
    int64_t day_hour, week_day;   /* of digests; week_day 1 Monday .. 7 Sunday */
};
/* The moment a notice made known at now_ms is due: `how` now, day or week; never in quiet hours. */
int64_t notice_due(int64_t now_ms, struct str how, const struct notice_hours *h);
/* How long to wait after the n-th failed try (1..): 1 min, 5, 15, 1 h, 4 h, then 12 h. */
int64_t delivery_backoff_ms(int64_t tries);

/* ---- a pass ---- */

struct notice_channels {
    bool email, hook; /* configured */
};
/* Plans notices that nobody has planned yet, at most 2,000 a pass, oldest first; with no channel they
 * are passed over, so switching one on later does not send the past. *ret_n counts messages begun. */
MUST_CHECK bool notice_plan(struct act *by, struct notice_channels c, int64_t *ret_n,
                            struct err *e);
/* Is there anything to plan or to send? Two indexed looks. */
MUST_CHECK bool notice_due_any(struct db *db, int64_t now_ms, bool *ret, struct err *e);

struct delivery_out {
    int64_t id;
    struct str channel, purpose, secret;
    int64_t tries, user_id;
    struct str user_name, full_name, lang, email;
    bool disabled, verified, hook;
};
extern const struct row_type delivery_out_type;
/* Holds what is due on the channels, at most DELIVERY_TAKE; those that may not go any more are
 * marked dropped here. */
MUST_CHECK bool delivery_take(struct act *by, struct notice_channels c, struct rows *ret,
                              struct err *e);
MUST_CHECK bool delivery_mark(struct act *by, const struct delivery_out *d, enum send_result r,
                              struct str answer, struct err *e);

/* ---- what is said: kinds' sentences, years and links, nothing else ---- */

struct delivery_link {
    struct str kind, path;
    int64_t year;
};
extern const struct row_type delivery_link_type;
MUST_CHECK bool delivery_links(struct db *db, struct arena *a, int64_t delivery_id,
                               struct rows *ret, struct err *e);
struct delivery_from {
    struct str base_url; /* without a / at the end */
    struct str address;
    int64_t now_ms;
};
struct mail delivery_mail(struct arena *a, const struct delivery_out *d, const struct rows *links,
                          const struct delivery_from *from);
/* {"delivery","to","notices":[{"kind","text","year","url"}]} */
struct str delivery_json(struct arena *a, const struct delivery_out *d, const struct rows *links,
                         const struct delivery_from *from);

/* ---- the log ---- */

struct delivery_row {
    int64_t id;
    struct str user_name, channel, purpose, state;
    struct when made, due, next, done;
    int64_t notices, tries;
    struct str answer; /* of the last try */
};
extern const struct row_type delivery_row_type;
/* Newest first, before_id 0 = from the start, state empty = all; 50. For who keeps users or moves the
 * cycle: ERR_FORBIDDEN. */
MUST_CHECK bool delivery_list(struct db *db, struct arena *a, const struct actor *who,
                              struct str state, int64_t before_id, struct rows *ret, struct err *e);
struct delivery_try_row {
    int64_t id;
    struct when at;
    struct str result, answer;
};
extern const struct row_type delivery_try_type;
MUST_CHECK bool delivery_tries(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                               struct rows *ret, struct err *e);
struct delivery_counts {
    int64_t waiting, late, given_up, sent;
};
MUST_CHECK bool delivery_count(struct db *db, struct arena *a, int64_t now_ms,
                               struct delivery_counts *ret, struct err *e);

#endif
