#include "exchange/demo_committee.h"

#include "allocate/proposal.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "exchange/demo_table.h"
#include "plan/committee.h"
#include "plan/meeting.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { DAYS_BEFORE = 400 };

struct house {
    struct demo_table t;
    struct actor office, chair;
    struct act secretary, decides;
};

static struct str text_of(const struct demo_table *t, const char *kind, struct str body)
{
    for (size_t i = 0; i < t->n; i++) {
        if (demo_is(t, i, "kind", str_from(kind)) && (!body.n || demo_is(t, i, "body", body)))
            return demo_get(t, i, "name");
    }
    return STR_NONE;
}

/* The day of a body's meeting: before the fiscal year begins. */
static struct date day_of(int64_t year, enum body b)
{
    static const int32_t before[BODY_COUNT] = {
        [BODY_SUITABILITY] = -220, [BODY_REQUEST] = -110, [BODY_GOVERNOR] = -98};

    return date_add_days(fy_start((int32_t)year), before[b]);
}

/* The oldest demonstration year: whichever is made first, the members sit in all of them. */
enum { FIRST_YEAR = 2565 };

bool demo_members(struct act *by, int64_t year, struct err *e)
{
    struct demo_table t;
    int64_t n;

    if (!db_int(by->tx->db, &Q_DEMO_MEMBERS, NO_ARGS, &n, e) ||
        !demo_table_read(by->a, "demo_committee.csv", &t, e))
        return false;
    for (size_t i = 0; n == 0 && i < t.n; i++) {
        struct member_new m = {.body = demo_get(&t, i, "body"),
                               .user_name = demo_get(&t, i, "user"),
                               .full_name = demo_get(&t, i, "name"),
                               .post = demo_get(&t, i, "post"),
                               .role = demo_get(&t, i, "role"),
                               .agency_code = demo_get(&t, i, "agency"),
                               .from_date = date_add_days(fy_start(FIRST_YEAR < year ? FIRST_YEAR : (int32_t)year), -DAYS_BEFORE)};

        if (!demo_is(&t, i, "kind", STR("member")))
            continue;
        m.order_no = text_of(&t, "order", m.body);
        if (!member_add(by, &m, e))
            return false;
    }
    return true;
}

/* The secretary drafts, the body's chair confirms. */
static bool house_open(struct act *by, enum body b, struct house *h, struct err *e)
{
    static const char *const chair[BODY_COUNT] = {[BODY_SUITABILITY] = "office2",
                                                  [BODY_REQUEST] = "permsec",
                                                  [BODY_GOVERNOR] = "governor"};

    if (!demo_table_read(by->a, "demo_committee.csv", &h->t, e) ||
        !actor_load(by->tx->db, by->a, STR("office"), &h->office, e) ||
        !actor_load(by->tx->db, by->a, str_from(chair[b]), &h->chair, e))
        return false;
    h->secretary = h->decides = *by;
    h->secretary.who = &h->office;
    h->decides.who = &h->chair;
    return true;
}

static bool add_items(struct house *h, int64_t year, struct str code, struct str body,
                      struct str run_code, struct err *e)
{
    struct item_new opening = {.kind = STR("info"), .title = text_of(&h->t, "opening", STR_NONE)};
    struct item_new item = {.kind = run_code.n ? STR("scenario") : STR("other"),
                            .title = text_of(&h->t, "item", body),
                            .run_code = run_code};

    return meeting_item_add(&h->secretary, year, code, &opening, e) &&
           meeting_item_add(&h->secretary, year, code, &item, e);
}

static bool event(struct act *by, int64_t year, struct str code, const char *word, struct err *e)
{
    struct meeting m;

    return meeting_get(by->tx->db, by->a, year, code, &m, e) &&
           meeting_event(by, year, code, str_from(word), m.version, STR_NONE, e);
}

static bool attend(struct act *by, int64_t year, struct str code, struct err *e)
{
    const struct meeting_person *p;
    struct meeting m;
    struct rows rows;
    int64_t *id;

    if (!meeting_get(by->tx->db, by->a, year, code, &m, e) ||
        !meeting_people(by->tx->db, by->a, m.id, &rows, e))
        return false;
    p = rows.p;
    id = ARENA_ARRAY(by->a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        id[i] = p[i].id;
    return meeting_attendance(by, year, code, m.version, id, rows.n, e);
}

/* A meeting that was called, held and minuted. */
static bool meet(struct house *h, int64_t year, enum body b, struct str run_code,
                 struct str *ret_code, struct err *e)
{
    struct str body = str_from(body_word(b));
    struct act *s = &h->secretary;
    struct meeting_new m = {.year = year,
                            .body = body,
                            .place = text_of(&h->t, "place", STR_NONE),
                            .subject = text_of(&h->t, "item", body),
                            .on_date = day_of(year, b)};

    return meeting_add(s, &m, ret_code, e) && add_items(h, year, *ret_code, body, run_code, e) &&
           event(s, year, *ret_code, "call", e) && attend(s, year, *ret_code, e) &&
           event(s, year, *ret_code, "hold", e) &&
           meeting_minutes(s, year, *ret_code, 1, 1, text_of(&h->t, "opened", STR_NONE), e) &&
           meeting_minutes(s, year, *ret_code, 2, 1, text_of(&h->t, "minutes", body), e);
}

/* The newest version of a draft, for who confirms it. */
static bool confirm(struct house *h, int64_t year, struct str code, struct err *e)
{
    struct resolution r;

    return resolution_get(h->decides.tx->db, h->decides.a, year, code, &r, e) &&
           resolution_confirm(&h->decides, year, code, r.version, e);
}

bool demo_review(struct act *by, int64_t year, enum stage stage, const struct demo_filled *f,
                 struct err *e)
{
    enum body b = body_of_stage(stage);
    struct resolution_choice c = {.rule = STR("previous")};
    struct resolution_new n = {.year = year, .stage = stage, .kind = STR("approve"), .item_no = 2};
    struct resolution_amount *l = ARENA_ARRAY(by->a, struct resolution_amount, f->cuts);
    struct house h;
    struct str code;
    size_t cuts = 0;

    for (size_t i = 0; i < f->cuts; i++) {
        if (f->cut[i].stage == (int64_t)stage)
            l[cuts++] = (struct resolution_amount){str_from(f->cut[i].line_code), f->cut[i].amount,
                                                   f->cut[i].reason};
    }
    if (!house_open(by, b, &h, e) || !meet(&h, year, b, STR_NONE, &n.meeting_code, e))
        return false;
    n.title = text_of(&h.t, "item", str_from(body_word(b)));
    return resolution_draft(&h.secretary, &n, &c, &code, e) &&
           (cuts == 0 || resolution_set_lines(&h.secretary, year, code, 1, l, cuts, e)) &&
           confirm(&h, year, code, e) && event(&h.decides, year, n.meeting_code, "confirm", e);
}

bool demo_adopt(struct act *by, int64_t year, struct str run_code, struct str number,
                struct str *ret_code, struct err *e)
{
    struct resolution_new n = {.kind = STR("approve"), .number = number, .item_no = 2};
    struct house h;

    if (!house_open(by, BODY_GOVERNOR, &h, e) ||
        !meet(&h, year, BODY_GOVERNOR, run_code, &n.meeting_code, e))
        return false;
    n.title = text_of(&h.t, "item", STR("governor"));
    return proposal_draft(&h.secretary, year, run_code, &n, ret_code, e) &&
           confirm(&h, year, *ret_code, e) && event(&h.decides, year, n.meeting_code, "confirm", e);
}

bool demo_correct(struct act *by, int64_t year, struct str replaces, struct str number,
                  const struct resolution_amount *l, size_t n, struct err *e)
{
    struct resolution_new r = {.year = year,
                               .stage = STAGE_GOVERNOR,
                               .kind = STR("approve"),
                               .number = number,
                               .replaces = replaces};
    struct house h;
    struct str code;
    size_t row;

    if (n == 0)
        return true;
    if (!house_open(by, BODY_GOVERNOR, &h, e))
        return false;
    r.title = r.reason = text_of(&h.t, "correct", STR_NONE);
    return resolution_draft_lines(&h.secretary, &r, l, n, &row, &code, e) &&
           confirm(&h, year, code, e);
}
