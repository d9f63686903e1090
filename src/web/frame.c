/* frame.c - what stands around a page: the rail by permission with its counts, the bar of small
 * screens, years, crumbs, marks. */
#include <string.h>

#include "sql_web.h"

#include "base/arena.h"
#include "city/year.h"
#include "plan/section.h"
#include "views.h"
#include "web/asset.h"
#include "web/frame_make.h"
#include "web/html.h"
#include "web/http_int.h"
#include "web/pages_core.h"
#include "web/router.h"
#include "web/words.h"

enum { BOTTOM_MOST = 4, ERROR_PAGE_MAX = 1024 * 1024 };

enum wait { WAIT_NONE, WAIT_MINE, WAIT_ACCEPTED, WAIT_NOTICES, WAIT_KINDS };

struct nav_row {
    const char *path; /* NULL: a heading */
    enum perm perm;
    enum wait wait;
    const char *th, *en;
};

static const struct nav_row nav_rows[] = {
#define GROUP(th, en)                 {NULL, PERM_SIGNED_IN, WAIT_NONE, th, en},
#define NAV(path, perm, wait, th, en) {path, perm, wait, th, en},
#define BOTTOM(path, perm, th, en)
#include "web/nav.def"
#undef GROUP
#undef NAV
#undef BOTTOM
};

static const struct nav_row bottom_rows[] = {
#define GROUP(th, en)
#define NAV(path, perm, wait, th, en)
#define BOTTOM(path, perm, th, en) {path, perm, WAIT_NONE, th, en},
#include "web/nav.def"
#undef GROUP
#undef NAV
#undef BOTTOM
};

void frame_content(struct html *h, struct frame_content c)
{
    c.view(h, c.page);
}

void frame_render(struct html *h, const struct frame *f)
{
    view_frame(h, f);
}

/* ---- waiting work ---- */

struct waiting {
    struct str state;
    int64_t waiting;
};
static const struct field waiting_fields[] = {
    COL(struct waiting, state),
    COL(struct waiting, waiting),
};
static const struct row_type waiting_type = ROW_TYPE(struct waiting, waiting_fields);

/* Which state waits for whom (plan/review.def); PERM_UNSET: for nobody else. */
static const struct {
    const char *state;
    enum perm perm, or_perm;
    enum wait wait;
} waits[] = {
    {"DRAFT", PERM_REQUEST_WRITE, PERM_REQUEST_APPROVE, WAIT_MINE},
    {"RETURNED", PERM_REQUEST_WRITE, PERM_REQUEST_APPROVE, WAIT_MINE},
    {"ANALYST_ACCEPTED", PERM_ALLOCATE, PERM_UNSET, WAIT_ACCEPTED},
    {"SUITABLE", PERM_ALLOCATE, PERM_UNSET, WAIT_ACCEPTED},
    {"NOTICE", PERM_SIGNED_IN, PERM_UNSET, WAIT_NOTICES},
    {"SMALL", PERM_SIGNED_IN, PERM_UNSET, WAIT_MINE},
};

/* The agency whose questions the person answers; 0 = none. */
static int64_t writes_for(const struct actor *who)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_AGENCY &&
            (who->grant[i].perms >> (unsigned)PERM_REQUEST_WRITE & 1))
            return who->grant[i].scope.id;
    }
    return 0;
}

/* The division whose work the person assigns; 0 = none. */
static int64_t assigns_in(const struct actor *who)
{
    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind == SCOPE_DIVISION &&
            (who->grant[i].perms >> (unsigned)PERM_ASSIGN & 1))
            return who->grant[i].scope.id;
    }
    return 0;
}

static bool waiting_count(struct req *r, int64_t count[WAIT_KINDS], struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct scope s = who->grants ? who->grant[0].scope : (struct scope){SCOPE_CITY, 0};
    int64_t agency = s.kind == SCOPE_AGENCY ? s.id : 0;
    int64_t division = s.kind == SCOPE_DIVISION ? s.id : 0;
    struct str sight;
    struct rows rows;

    if (!sight_of(r->db, r->a, who, &sight, e) ||
        !db_list(r->db, r->a, &Q_WAITING_COUNTS,
                 ARGS(V(r->year), V(agency), V(division), V(sight),
                      V((int64_t)actor_may(who, PERM_REQUEST_APPROVE)), V(who->user_id),
                      V(who->name), V(writes_for(who)), V(assigns_in(who))),
                 &waiting_type, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct waiting *w = (const struct waiting *)rows.p + i;

        for (size_t k = 0; k < ARRAY_LEN(waits); k++) {
            bool mine = waits[k].perm == PERM_SIGNED_IN || actor_may(who, waits[k].perm) ||
                        (waits[k].or_perm && actor_may(who, waits[k].or_perm));

            if (mine && str_eq(w->state, str_from(waits[k].state)))
                count[waits[k].wait] += w->waiting;
        }
    }
    return true;
}

/* ---- parts ---- */

static bool nav_shown(const struct req *r, const struct nav_row *row)
{
    return row->path && route_exists(row->path) &&
           (row->perm == PERM_SIGNED_IN || actor_may(&r->session.actor, row->perm));
}

/* Does the page belong to this entry: does it say so, or does its path begin with the entry's? */
static bool nav_holds(const struct req *r, const struct page_head *head, const char *path)
{
    struct str p = str_from(path);

    if (head->nav.n)
        return str_eq(head->nav, p);
    return str_eq(r->path, p) ||
           (str_starts(r->path, p) && r->path.n > p.n && r->path.p[p.n] == '/');
}

/* The entry that is current: of those that hold the page the one with the longest path. */
static const char *nav_current(const struct req *r, const struct page_head *head)
{
    const char *best = "";

    for (size_t i = 0; i < ARRAY_LEN(nav_rows); i++) {
        const char *path = nav_rows[i].path;

        if (path && nav_holds(r, head, path) && str_from(path).n > str_from(best).n)
            best = path;
    }
    return best;
}

/* Entries by group, the first without a heading; the group of the page is open, and all where they are few. */
static void rail_make(struct req *r, const struct page_head *head, const int64_t *count,
                      struct frame *f)
{
    enum { FEW = 18 };
    struct frame_nav *nav = ARENA_ARRAY(r->a, struct frame_nav, ARRAY_LEN(nav_rows));
    struct frame_group *group = ARENA_ARRAY(r->a, struct frame_group, ARRAY_LEN(nav_rows) + 1);
    struct str current = str_from(nav_current(r, head));
    size_t n = 0, groups = 1;

    group[0] = (struct frame_group){.nav = nav};
    for (size_t i = 0; i < ARRAY_LEN(nav_rows); i++) {
        const struct nav_row *row = &nav_rows[i];
        struct frame_group *g = &group[groups - 1];

        if (!row->path) { /* an empty group's place is taken by the next one */
            g = groups > 1 && g->nav_n == 0 ? g : &group[groups++];
            *g = (struct frame_group){.label = lang_pick(r->lang, row->th, row->en),
                                      .nav = nav + n};
            continue;
        }
        if (!nav_shown(r, row))
            continue;
        nav[n++] = (struct frame_nav){.path = str_from(row->path),
                                      .label = lang_pick(r->lang, row->th, row->en),
                                      .current = str_eq(current, str_from(row->path)),
                                      .count = row->wait ? count[row->wait] : 0};
        g->nav_n++;
        g->open |= nav[n - 1].current;
    }
    if (groups > 1 && group[groups - 1].nav_n == 0)
        groups--;
    for (size_t i = 0; i < groups; i++)
        group[i].open |= n <= FEW;
    f->groups = group;
    f->groups_n = groups;
}

static void bottom_make(struct req *r, const struct page_head *head, struct frame *f)
{
    struct frame_nav *nav = ARENA_ARRAY(r->a, struct frame_nav, BOTTOM_MOST);
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(bottom_rows) && n < BOTTOM_MOST; i++) {
        const struct nav_row *row = &bottom_rows[i];
        bool twice = false;

        for (size_t k = 0; k < n; k++)
            twice |= str_eq(nav[k].path, str_from(row->path));
        if (twice || !nav_shown(r, row))
            continue;
        nav[n++] = (struct frame_nav){.path = str_from(row->path),
                                      .label = lang_pick(r->lang, row->th, row->en),
                                      .current = nav_holds(r, head, row->path)};
    }
    f->bottom = nav;
    f->bottom_n = n;
}

static void years_make(struct req *r, struct frame *f)
{
    const struct call *c = call_of(r);
    const struct fiscal_year *y = c->years.p;
    struct frame_year *list = ARENA_ARRAY(r->a, struct frame_year, c->years.n);

    for (size_t i = 0; i < c->years.n; i++) {
        list[i] = (struct frame_year){y[i].year, y[i].year == r->year};
        if (y[i].year == r->year) {
            f->demo = y[i].demo;
            f->partial = y[i].partial;
        }
    }
    f->years = list;
    f->years_n = c->years.n;
    f->has_year = c->years.n > 0 && r->year;
    f->year = r->year;
}

static void crumbs_make(struct req *r, const struct page_head *head, struct frame *f)
{
    struct frame_link *list = ARENA_ARRAY(r->a, struct frame_link, head->ncrumb);

    for (size_t i = 0; i < head->ncrumb; i++)
        list[i] = (struct frame_link){head->crumb[i].value, head->crumb[i].name};
    f->crumb = list;
    f->crumb_n = head->ncrumb;
}

/* path?lang=en, with the query that was there. */
static struct str lang_path(struct req *r)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, ERROR_PAGE_MAX);
    sbuf_add(&b, r->method == METHOD_GET ? r->path : STR("/"));
    SB_LIT(&b, "?lang=");
    sbuf_add(&b, r->lang == LANG_TH ? STR("en") : STR("th"));
    for (size_t i = 0; r->method == METHOD_GET && i < r->nquery; i++) {
        if (str_eq(r->query[i].name, STR("lang")))
            continue;
        sbuf_byte(&b, '&');
        html_url_part_str(&h, r->query[i].name);
        sbuf_byte(&b, '=');
        html_url_part_str(&h, r->query[i].value);
    }
    return sbuf_str(&b);
}

static struct str role_word_label(struct str word, enum lang lang)
{
    enum role role;
    struct err e;

    return role_parse(word, &role, &e) ? role_label(role, lang) : word;
}

/* The person's role, and for whom they act. */
static struct str role_name(const struct req *r)
{
    const struct actor *who = &r->session.actor;
    struct str name = role_word_label(who->role_word, r->lang);

    for (int64_t i = 0; i < who->grants; i++) {
        const struct on_behalf *b = who->grant[i].on_behalf;

        if (b) /* the newest says enough; the page of delegations says all */
            return str_format(r->a, "%.*s %.*s",
                              STR_FMT(word_label("capacity", b->kind, r->lang)),
                              STR_FMT(role_word_label(b->role, r->lang)));
    }
    return name;
}

static void basics(struct req *r, struct str title, struct frame *f)
{
    f->title = title;
    f->lang_code = r->lang == LANG_TH ? STR("th") : STR("en");
    f->other_lang_path = lang_path(r);
    f->path = r->path.n ? r->path : STR("/");
    f->asset_version = r->server->version;
    f->search = req_query(r, "q");
}

bool frame_make(struct req *r, const struct page_head *head, struct frame *f, struct err *e)
{
    int64_t count[WAIT_KINDS] = {0};

    basics(r, head->title, f);
    f->table_path = head->table_path;
    crumbs_make(r, head, f);
    if (!r->session.actor.user_id)
        return true;
    f->signed_in = true;
    f->user = r->session.actor.full_name.n ? r->session.actor.full_name : r->session.actor.name;
    f->role = role_name(r);
    f->csrf = r->session.csrf;
    if (!call_years(call_of(r), e) || (r->year && !waiting_count(r, count, e)))
        return false;
    f->unread = count[WAIT_NOTICES];
    years_make(r, f);
    rail_make(r, head, count, f);
    bottom_make(r, head, f);
    return true;
}

/* The page of what somebody else changed first: this address when it is a page too, else the one it
 * belongs to. */
static struct str newest_path(struct req *r)
{
    size_t n = r->path.n;

    if (!r->route || !route_exists(r->route->pattern)) {
        while (n > 1 && r->path.p[n - 1] != '/')
            n--;
        n -= n > 1;
    }
    return str_format(r->a, "%.*s?year=%lld", (int)n, r->path.p, (long long)r->year);
}

struct str frame_error(struct req *r, const struct err *e)
{
    struct error_view page = {.message = word_error(r->a, e, r->lang),
                              .code = str_from(err_word(e->code)),
                              .id = r->id,
                              .status = err_http(e->code)};
    struct page_head head = {.title = tr(r->lang, TR("ทำรายการไม่ได้"))};
    struct frame f = {.content = {view_error_any, &page}};
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};
    struct err again;

    if (e->code == ERR_NOT_FOUND)
        head.title = tr(r->lang, TR("ไม่พบหน้านี้"));
    page.back = page.status >= 500;
    if (e->code == ERR_STALE)
        page.newest = newest_path(r);
    refusal_rule(r, e, &page.rule, &page.rule_path);
    if (!r->db || page.status >= 500 || !frame_make(r, &head, &f, &again)) {
        f = (struct frame){.content = {view_error_any, &page}}; /* the store may be the reason */
        basics(r, head.title, &f);
    }
    sbuf_init(&b, r->a, ERROR_PAGE_MAX);
    frame_render(&h, &f);
    return sbuf_str(&b);
}
