#include "base/arena.h"
#include "base/crypto.h"
#include "city/year.h"
#include "plan/section.h"
#include "plan/write.h"
#include "views.h"
#include "web/grid.h"
#include "web/request_choice.h"
#include "web/router.h"
#include "web/words.h"

enum { FRESH_ROWS = 3, FORM_INSIDE_MOST = 60, KEY_BYTES = 15, COLUMNS = GRID_FIELDS + 1 };

/* The columns as they stand: the sum after what makes it. */
static enum grid_field column(size_t i, bool *ret_sum)
{
    *ret_sum = i == GRID_JUSTIFICATION;
    return (enum grid_field)(i < GRID_JUSTIFICATION ? i : i - 1);
}

static bool is_number(enum grid_field f)
{
    return f == GRID_QUANTITY || f == GRID_UNIT_PRICE || f == GRID_TIMES || f == GRID_MONTHS;
}

static void make_heads(struct req *r, struct grid_page *page)
{
    struct grid_head *h = ARENA_ARRAY(r->a, struct grid_head, COLUMNS);

    for (size_t i = 0; i < COLUMNS; i++) {
        bool sum;
        enum grid_field f = column(i, &sum);

        h[i] = (struct grid_head){.field = str_from(grid_cols[f].name),
                                  .kind = str_from(grid_cols[f].kind),
                                  .label = tr(r->lang, grid_cols[f].label),
                                  .expected = tr(r->lang, grid_cols[f].expected),
                                  .number = sum || is_number(f)};
        if (sum)
            h[i] = (struct grid_head){.field = STR("sum"),
                                      .kind = STR("sum"),
                                      .label = tr(r->lang, TR("รวมเงิน")),
                                      .sum = true,
                                      .number = true};
    }
    page->head = h;
    page->head_n = COLUMNS;
}

/* ---- rows ---- */

static void make_cells(struct req *r, struct grid_view *v, const struct str text[GRID_FIELDS],
                       struct money requested, bool fresh)
{
    struct grid_cell *cell = ARENA_ARRAY(r->a, struct grid_cell, COLUMNS);

    for (size_t i = 0; i < COLUMNS; i++) {
        bool sum;
        enum grid_field f = column(i, &sum);

        cell[i] = (struct grid_cell){.field = str_from(grid_cols[f].name),
                                     .text = text[f],
                                     .label = tr(r->lang, grid_cols[f].label),
                                     .head = f == GRID_NAME,
                                     .number = is_number(f),
                                     .longer = f == GRID_JUSTIFICATION,
                                     .item = fresh && f == GRID_ITEM,
                                     .fund = fresh && f == GRID_FUND,
                                     .fixed = !fresh && f >= GRID_EDITED};
        if (sum)
            cell[i] = (struct grid_cell){.text = fresh ? STR_NONE
                                                       : money_text(r->a, requested, MONEY_WHOLE),
                                         .sum = true,
                                         .fixed = true,
                                         .number = true};
    }
    v->cell = cell;
    v->cell_n = COLUMNS;
}

static struct grid_line line_of(const struct line_row *l)
{
    struct grid_line g = {.version = l->version,
                          .quantity_milli = l->quantity_milli,
                          .times = l->times,
                          .months = l->months,
                          .code = l->code,
                          .name = l->name,
                          .unit_word = l->unit_word,
                          .justification = l->justification,
                          .item_code = l->item_code,
                          .fund_code = l->fund_code,
                          .unit_price = l->unit_price,
                          .requested = l->requested};

    grid_price(&g);
    return g;
}

static void make_rows(struct req *r, struct grid_page *page, const struct rows *rows)
{
    const struct line_row *l = rows->p;
    struct grid_view *v = ARENA_ARRAY(r->a, struct grid_view, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        struct grid_line g = line_of(&l[i]);
        struct str text[GRID_FIELDS];

        grid_texts(r->a, &g, text);
        v[i] = (struct grid_view){.code = g.code,
                                  .version = g.version,
                                  .place = (int64_t)i,
                                  .was = page->plain ? grid_was(r->a, text) : STR_NONE};
        if (!page->plain && page->with_form)
            v[i].was = grid_was(r->a, text);
        make_cells(r, &v[i], text, g.requested, false);
        page->total = money_add(page->total, g.requested);
    }
    page->line = v;
    page->line_n = rows->n;
}

static void make_fresh(struct req *r, struct grid_page *page)
{
    struct grid_view *v = ARENA_ARRAY(r->a, struct grid_view, FRESH_ROWS);
    struct str text[GRID_FIELDS] = {[GRID_FUND] = STR("OWN")};

    for (size_t i = 0; i < FRESH_ROWS; i++) {
        v[i] = (struct grid_view){.key = crypto_token(r->a, KEY_BYTES),
                                  .place = (int64_t)(page->line_n + i)};
        make_cells(r, &v[i], text, MONEY_ZERO, true);
    }
    page->fresh = v;
    page->fresh_n = FRESH_ROWS;
}

/* ---- what became of the plain form ---- */

static struct grid_cell *cell_of(struct grid_view *v, enum grid_field f)
{
    size_t i = f < GRID_JUSTIFICATION ? f : f + 1U;

    return (struct grid_cell *)(void *)(uintptr_t)&v->cell[i];
}

/* The row as it was typed: faults at their cells, and beside a stale row the newer values. */
static void overlay(struct req *r, struct grid_view *v, const struct grid_change *c)
{
    struct str now[GRID_FIELDS];

    if (c->has_now)
        grid_texts(r->a, &c->now, now);
    for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
        struct grid_cell *cell = cell_of(v, f);

        if (c->given[f])
            cell->text = c->text[f];
        if (c->fault[f])
            cell->error = word_error(r->a, c->fault[f], r->lang);
        if (c->result == GRID_STALE && c->given[f] && !str_eq(now[f], c->text[f]))
            cell->newer = now[f].n ? now[f] : STR("–");
    }
    v->was = STR_NONE;
    if (c->result != GRID_STALE)
        return;
    v->stale = true;
    v->gone = c->now.removed;
    v->version = c->now.version;
    v->say = c->now.by_user;
}

static void apply_changes(struct req *r, struct grid_page *page, const struct grid_batch *b)
{
    struct grid_view *line = (struct grid_view *)(void *)(uintptr_t)page->line;
    struct grid_view *fresh = (struct grid_view *)(void *)(uintptr_t)page->fresh;
    struct grid_view *lost = ARENA_ARRAY(r->a, struct grid_view, b->n + 1);
    size_t next = 0;

    page->lost = lost;
    for (size_t i = 0; i < b->n; i++) {
        const struct grid_change *c = &b->change[i];

        page->saved += c->result == GRID_SAVED || c->result == GRID_ADDED;
        if (c->result != GRID_STALE && c->result != GRID_REFUSED)
            continue;
        page->wrong = true;
        if (c->act == GRID_ADD && next < page->fresh_n) {
            fresh[next].key = c->key;
            overlay(r, &fresh[next++], c);
        }
        if (c->result == GRID_STALE && c->now.removed) {
            lost[page->lost_n].say = c->now.by_user;
            make_cells(r, &lost[page->lost_n++], c->text, MONEY_ZERO, false);
        }
        for (size_t k = 0; c->act == GRID_EDIT && k < page->line_n; k++) {
            if (str_eq(line[k].code, c->line))
                overlay(r, &line[k], c);
        }
    }
}

/* ---- the page ---- */

static bool choices(struct req *r, struct grid_page *page, struct err *e)
{
    struct form_field item = {.name = "item"}, fund = {.name = "fund"};

    if (!class_choices(r, "item", true, &item, e) || !class_choices(r, "fund", false, &fund, e))
        return false;
    page->item = item.choice;
    page->item_n = item.choices;
    page->fund = fund.choice;
    page->fund_n = fund.choices;
    return true;
}

/* Where the ceilings' room is, when this program has that page. */
static struct str room_path(struct req *r, const struct package *p)
{
    for (size_t i = 0; i < routes_n; i++) {
        if (str_eq(str_from(routes[i].pattern), STR("/ceilings/room")))
            return str_format(r->a, "/ceilings/room.json?agency=%.*s&year=%lld",
                              STR_FMT(p->agency_code), (long long)r->year);
    }
    return STR_NONE;
}

static bool show(struct req *r, const struct package *p, const struct grid_batch *b,
                 struct reply *ret, struct err *e)
{
    struct grid_page page = {.csrf = r->session.csrf,
                             .code = p->code,
                             .user = r->session.actor.name,
                             .room = room_path(r, p),
                             .asset_version = r->server->version,
                             .year = r->year,
                             .plain = b || req_query(r, "plain").n};
    struct param crumb[] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")},
                            {p->title, str_format(r->a, "/packages/%.*s", STR_FMT(p->code))}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct rows rows;

    if (!package_lines(r->db, r->a, p->id, &rows, e) || !choices(r, &page, e))
        return false;
    page.title = head.title = p->title;
    page.with_form = !page.plain && rows.n <= FORM_INSIDE_MOST;
    make_heads(r, &page);
    make_rows(r, &page, &rows);
    make_fresh(r, &page);
    if (b)
        apply_changes(r, &page, b);
    else if (!req_int(r, "saved", 0, INT64_MAX, 0, &page.saved, e))
        return false;
    if (!REPLY_PAGE(r, &head, grid, &page, ret, e))
        return false;
    ret->status = b ? grid_status(b) : 200;
    return true;
}

static bool find(struct req *r, struct package *p, struct err *e)
{
    struct fiscal_year year;

    return package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], p, e) &&
           actor_check(&r->session.actor, PERM_REQUEST_WRITE, p->agency_id, p->division, e) &&
           year_get(r->db, r->a, r->year, &year, e) && check_editable(p->state, year.stage, e) &&
           package_place_check(r->db, r->a, &r->session.actor, p, e);
}

bool grid_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;

    return find(r, &p, e) && show(r, &p, NULL, ret, e);
}

static bool written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct grid_batch *b = ctx;
    int64_t saved = 0;

    if (r->format == FORMAT_JSON) {
        grid_answer(r, b, ret);
        return true;
    }
    if (grid_status(b) != 200)
        return show(r, &b->in, b, ret, e);
    for (size_t i = 0; i < b->n; i++)
        saved += b->change[i].result == GRID_SAVED || b->change[i].result == GRID_ADDED;
    reply_redirect(r,
                   str_format(r->a, "/packages/%.*s/grid?plain=1&saved=%lld&year=%lld",
                              STR_FMT(b->in.code), (long long)saved, (long long)b->year),
                   ret);
    return true;
}

bool grid_post(struct req *r, struct reply *ret, struct err *e)
{
    struct grid_batch *b = ARENA_NEW(r->a, struct grid_batch);

    b->year = r->year;
    return find(r, &b->in, e) && grid_read(r, b, e) && req_write(r, grid_write, written, b, ret, e);
}
