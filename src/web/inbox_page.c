#include "web/inbox_page.h"

#include "base/arena.h"
#include "plan/section.h"
#include "sql_web.h"
#include "views.h"
#include "web/desk_page.h"
#include "web/later.h"
#include "web/words.h"

enum { FIRST_ROWS = 15, PAGE_ROWS = 50, NO_DAY = 29991231 };

static const struct field item_fields[] = {
    COL(struct inbox_item, id),
    COL(struct inbox_item, due_key),
    COL(struct inbox_item, waiting),
    COL(struct inbox_item, kind),
    COL(struct inbox_item, code),
    COL(struct inbox_item, title),
    COL(struct inbox_item, agency_name),
    COL(struct inbox_item, note),
    COL(struct inbox_item, since),
};
static const struct row_type item_row_type = ROW_TYPE(struct inbox_item, item_fields);

static const struct field shown_fields[] = {
    FIELD(struct inbox_item, source, 0, "กล่อง", "Source"),
    FIELD(struct inbox_item, kind, 0, "เรื่อง", "Kind"),
    FIELD(struct inbox_item, code, FIELD_KEY, "ที่อยู่", "Address"),
    FIELD(struct inbox_item, title, 0, "ชื่อ", "Title"),
    FIELD(struct inbox_item, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct inbox_item, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct inbox_item, since, 0, "ตั้งแต่", "Since"),
    FIELD(struct inbox_item, due, 0, "ครบกำหนด", "Due"),
    FIELD(struct inbox_item, days, 0, "รอมาแล้ว (วัน)", "Days waiting"),
    FIELD(struct inbox_item, late, 0, "เกินกำหนด", "Late"),
};
const struct row_type inbox_item_type = ROW_TYPE(struct inbox_item, shown_fields);

/* ---- the sources ---- */

struct source {
    const char *word;
    enum perm perm;
    const struct query *query;
    bool analysis;
    const char *th, *en;
};
static const struct source sources[] = {
#define INBOX(word, perm, query, analysis, th, en) {word, perm, &query, analysis, th, en},
#include "web/inbox.def"
#undef INBOX
};

struct key {
    int64_t due, since, id;
};

/* The first grant that gives the permission says where it is asked. */
static struct scope scope_for(const struct actor *who, enum perm p)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if (p == PERM_SIGNED_IN || (who->grant[i].perms >> (unsigned)p & 1))
            return who->grant[i].scope;
    }
    return (struct scope){SCOPE_CITY, 0};
}

static void finish(struct req *r, const struct source *s, struct inbox_item *it)
{
    it->source = str_from(s->word);
    it->code = str_format(r->a, "/%.*s", STR_FMT(it->code));
    if (it->due_key && it->due_key != NO_DAY) {
        it->due = (struct date){(int32_t)it->due_key};
        it->late = date_cmp(it->due, r->today) < 0;
    }
    if (it->since.ms)
        it->days = date_days_between(date_of_ms(it->since.ms), r->today);
    if (it->days < 0)
        it->days = 0;
}

static bool source_rows(struct req *r, const struct source *s, struct str sight,
                        const struct key *after, int64_t limit, struct rows *ret, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct scope at = scope_for(who, s->perm);
    int64_t agency = at.kind == SCOPE_AGENCY ? at.id : 0;
    int64_t division = at.kind == SCOPE_DIVISION ? at.id : 0;
    struct inbox_item *item;
    struct rows rows;

    if (!db_list(r->db, r->a, s->query,
                 ARGS(V(r->year), V(who->name), V(agency), V(division), V(sight), V(r->today),
                      V(limit), V(after->due), V(after->since), V(after->id)),
                 &item_row_type, &rows, e))
        return false;
    item = ARENA_ARRAY(r->a, struct inbox_item, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        item[i] = ((const struct inbox_item *)rows.p)[i];
        finish(r, s, &item[i]);
    }
    *ret = (struct rows){item, rows.n};
    return true;
}

static bool shown(const struct req *r, const struct source *s, bool analysis, struct str one)
{
    return (!analysis || s->analysis) && (!one.n || str_eq(one, str_from(s->word))) &&
           actor_may(&r->session.actor, s->perm);
}

static bool digits(struct str s, int64_t *ret)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || i > 17)
            return false;
        n = n * 10 + (s.p[i] - '0');
    }
    *ret = n;
    return s.n > 0;
}

/* due.since.id */
static bool key_read(struct req *r, struct key *ret, struct err *e)
{
    struct str said = req_query(r, "after"), rest = said, due, since;

    *ret = (struct key){0};
    if (said.n == 0 || (str_split(&rest, '.', &due) && str_split(&rest, '.', &since) &&
                        digits(due, &ret->due) && digits(since, &ret->since) &&
                        digits(rest, &ret->id) && ret->due <= NO_DAY))
        return true;
    FAIL(e, ERR_BAD_REQUEST);
    err_arg(e, "why", V(STR("after")));
    return false;
}

static struct str key_after(struct req *r, const struct inbox_item *last)
{
    return str_format(r->a, "%lld.%lld.%lld", (long long)last->due_key,
                      (long long)last->since.ms, (long long)last->id);
}

/* ---- the files ---- */

struct all_ctx {
    bool analysis;
    struct str one;
    struct key after;
};

static bool all_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                     struct err *e)
{
    const struct all_ctx *c = ctx;
    struct inbox_item *all = ARENA_ARRAY(r->a, struct inbox_item, LATER_ROWS);
    struct str sight;
    size_t n = 0;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        struct rows rows;

        if (!shown(r, &sources[i], c->analysis, c->one))
            continue;
        if (!source_rows(r, &sources[i], sight, &c->after, (int64_t)(LATER_ROWS - n), &rows, e))
            return false;
        for (size_t k = 0; k < rows.n; k++)
            all[n++] = ((const struct inbox_item *)rows.p)[k];
    }
    if (c->one.n && n == LATER_ROWS)
        *ret_next = key_after(r, &all[n - 1]);
    *ret = (struct rows){all, n};
    return true;
}

/* ---- the page ---- */

static void note_urgent(struct inbox_page *page, const struct inbox_part *part)
{
    if (str_eq(part->word, STR("division"))) /* with others: seen here, waits for them */
        return;
    page->n += part->waiting;
    for (size_t i = 0; i < part->item_n; i++) {
        const struct inbox_item *it = &part->item[i];

        page->late += it->late;
        if (it->due.yyyymmdd && !it->late &&
            (!page->has_first || date_cmp(it->due, page->first) < 0)) {
            page->first = it->due;
            page->has_first = true;
        }
    }
}

static bool read_parts(struct req *r, struct inbox_page *page, struct str one, struct err *e)
{
    struct inbox_part *part = ARENA_ARRAY(r->a, struct inbox_part, ARRAY_LEN(sources));
    int64_t limit = one.n ? PAGE_ROWS : FIRST_ROWS;
    struct str sight;
    struct key after;

    page->part = part;
    if (!key_read(r, &after, e) || !sight_of(r->db, r->a, &r->session.actor, &sight, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        const struct source *s = &sources[i];
        struct inbox_part *p = &part[page->part_n];
        struct rows rows;

        if (!shown(r, s, page->analysis, one))
            continue;
        if (!source_rows(r, s, sight, &after, limit, &rows, e))
            return false;
        if (rows.n == 0 && !one.n)
            continue;
        *p = (struct inbox_part){.word = str_from(s->word),
                                 .label = lang_pick(r->lang, s->th, s->en),
                                 .item = rows.p,
                                 .item_n = rows.n};
        p->waiting = rows.n ? ((const struct inbox_item *)rows.p)[0].waiting : 0;
        if (p->waiting > (int64_t)rows.n)
            p->more = str_format(r->a, "%.*s?kind=%s", STR_FMT(page->path), s->word);
        if (p->more.n && one.n)
            page->next = str_format(
                r->a, "%.*s?kind=%s&after=%.*s", STR_FMT(page->path), s->word,
                STR_FMT(key_after(r, (const struct inbox_item *)rows.p + (rows.n - 1))));
        note_urgent(page, p);
        page->part_n++;
    }
    return true;
}

static bool show(struct req *r, bool analysis, struct reply *ret, struct err *e)
{
    struct str path = analysis ? STR("/inbox") : STR("/work");
    struct inbox_page page = {.year = r->year, .analysis = analysis, .path = path};
    struct page_head head = {.nav = path, .table_path = path};
    struct str one = req_query(r, "kind");
    struct all_ctx *c;

    if (r->format != FORMAT_HTML) {
        c = ARENA_NEW(r->a, struct all_ctx);
        *c = (struct all_ctx){.analysis = analysis, .one = one};
        return key_read(r, &c->after, e) &&
               table_later(r, all_rows, c, &inbox_item_type, STR("work"), ret, e);
    }
    page.one = one.n > 0;
    if (!read_parts(r, &page, one, e) || (!analysis && !own_desk(r, &page.desk, e)))
        return false;
    page.any = page.n > 0;
    page.many = analysis && actor_may(&r->session.actor, PERM_ANALYSE);
    page.may_add = !analysis && actor_may(&r->session.actor, PERM_REQUEST_WRITE);
    page.title = head.title =
        tr(r->lang, analysis ? TR("กล่องงานวิเคราะห์") : TR("งานของฉัน"));
    return REPLY_PAGE(r, &head, inbox, &page, ret, e);
}

bool work_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, false, ret, e);
}

bool inbox_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, true, ret, e);
}
