/* frontier_page.c - the slider of the total ceiling over points worked out beforehand. With script it moves at once over
 * the data that lies in the page; without, each point is an address. */
#include "allocate/frontier.h"

#include "base/arena.h"
#include "base/json.h"
#include "views.h"
#include "web/job_page.h"
#include "web/scenario_page.h"
#include "web/words.h"

enum { MOVES_SHOWN = 6, HUNDRED = 100, BAHT_OF_MILLION = 100000000 / HUNDRED, SCORE_STEP = 10000, FLAT_BP = 10, BP_ONE = 10000 };

struct frontier_view {
    struct scenario_row s;
    struct frontier_row f;
    struct rows points, moves, agencies;
    const struct frontier_point_row *p;
    int64_t now; /* index of the scenario's own point */
};

static const struct col point_cols[] = {
    {"no", COL_LINK, "?no=", "no", NULL},
    {"ceiling", COL_MILLION, NULL, NULL, TR("กรอบวงเงินรวม (ล้านบาท)")},
    {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"bound_score", COL_SCORE, NULL, NULL, TR("สูงสุดที่เป็นไปได้")},
    {"gap_text", COL_NUMBER, NULL, NULL, NULL},
    {"used", COL_MILLION, NULL, NULL, TR("จัดสรร (ล้านบาท)")},
    {"funded", COL_PLAIN, NULL, NULL, NULL},
    {"entered", COL_PLAIN, NULL, NULL, NULL},
    {"went", COL_PLAIN, NULL, NULL, NULL},
    {"is_now", COL_YES, NULL, NULL, NULL},
};

/* ---- the data of the slider ---- */

static void put_moves(struct jw *w, const struct frontier_view *v, int64_t no, bool in)
{
    const struct frontier_move_row *m = v->moves.p;

    jw_array(w, in ? "i" : "o");
    for (size_t k = 0; k < v->moves.n; k++) {
        if (m[k].no != no || m[k].funded != in)
            continue;
        jw_object(w, NULL);
        J(w, "c", m[k].package_code);
        J(w, "t", m[k].title);
        J(w, "m", m[k].amount.satang / BAHT_OF_MILLION);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* Millions and scores in hundredths, so that the script only puts commas. */
static struct str data_of(struct req *r, const struct frontier_view *v)
{
    const struct frontier_agency_row *g = v->agencies.p;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, r->a, 1 << 20);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "now", v->now);
    jw_array(&w, "p");
    for (size_t k = 0; k < v->points.n; k++) {
        const struct frontier_point_row *p = &v->p[k];

        jw_object(&w, NULL);
        J(&w, "c", p->ceiling.satang / BAHT_OF_MILLION);
        J(&w, "v", p->value_score.millionths / SCORE_STEP);
        J(&w, "u", p->used.satang / BAHT_OF_MILLION);
        J(&w, "f", p->funded);
        J(&w, "n", k ? p->entered : (int64_t)0);
        J(&w, "w", k ? p->went : (int64_t)0);
        put_moves(&w, v, p->no, true);
        put_moves(&w, v, p->no, false);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_array(&w, "a");
    for (size_t i = 0; i < v->agencies.n;) {
        struct str code = g[i].agency_code;
        int64_t no = 1;

        jw_array(&w, NULL);
        for (; i < v->agencies.n && str_eq(g[i].agency_code, code); i++) {
            for (; no < g[i].no; no++)
                J(&w, NULL, (int64_t)0);
            J(&w, NULL, g[i].used.satang / BAHT_OF_MILLION);
            no++;
        }
        for (; no <= (int64_t)v->points.n; no++)
            J(&w, NULL, (int64_t)0);
        jw_end_array(&w);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return sbuf_str(&b);
}

/* ---- one point ---- */

static void put_agencies(struct req *r, struct frontier_page *page, const struct frontier_view *v)
{
    const struct frontier_agency_row *g = v->agencies.p;
    struct frontier_agency_line *line = ARENA_ARRAY(r->a, struct frontier_agency_line, v->agencies.n);
    size_t n = 0;

    for (size_t i = 0; i < v->agencies.n; n++) {
        struct str code = g[i].agency_code;
        struct money now = MONEY_ZERO;

        line[n] = (struct frontier_agency_line){.name = g[i].agency_name, .index = (int64_t)n};
        for (; i < v->agencies.n && str_eq(g[i].agency_code, code); i++) {
            if (g[i].no == page->no)
                line[n].used = g[i].used;
            if (g[i].no == v->now + 1)
                now = g[i].used;
        }
        line[n].change = money_sub(line[n].used, now);
    }
    page->agency = line;
    page->agency_n = n;
}

static const struct frontier_move_line *moves_at(struct req *r, const struct frontier_view *v,
                                                 int64_t no, bool in, size_t *ret_n)
{
    const struct frontier_move_row *m = v->moves.p;
    struct frontier_move_line *line = ARENA_ARRAY(r->a, struct frontier_move_line, MOVES_SHOWN);
    size_t n = 0;

    for (size_t k = 0; k < v->moves.n && n < MOVES_SHOWN; k++) {
        if (m[k].no == no && m[k].funded == in)
            line[n++] = (struct frontier_move_line){m[k].package_code, m[k].title, m[k].agency_name, m[k].amount};
    }
    *ret_n = n;
    return line;
}

/* From where on more money buys nearly nothing: the first point with all but a thousandth of the best. */
static struct str finding_of(struct req *r, const struct frontier_view *v)
{
    const struct frontier_point_row *last = &v->p[v->points.n - 1], *first = v->p, *p;
    size_t k = 0;

    while (first < last && !str_eq(first->status, STR("optimal")) && !str_eq(first->status, STR("feasible")))
        first++;
    while (k + 1 < v->points.n && v->p[k].value_score.millionths < last->value_score.millionths / BP_ONE * (BP_ONE - FLAT_BP))
        k++;
    p = &v->p[k];
    if (k + 1 == v->points.n)
        return SAY(r, TR("วงเงินรวมจาก {low} เป็น {high} ล้านบาท ได้คะแนนเพิ่ม {more} และยังไม่อิ่มตัว"),
                   {STR("{low}"), money_million_text(r, first->ceiling)},
                   {STR("{high}"), money_million_text(r, last->ceiling)},
                   {STR("{more}"), score_say(r, last->value_score.millionths - first->value_score.millionths)});
    return SAY(r, TR("เกิน {knee} ล้านบาทแล้ว เงินที่เพิ่มแทบไม่เพิ่มคะแนน: อีก {more} ล้านบาทได้เพิ่มเพียง {value} คะแนน"),
               {STR("{knee}"), money_million_text(r, p->ceiling)},
               {STR("{more}"), money_million_text(r, money_sub(last->ceiling, p->ceiling))},
               {STR("{value}"), score_say(r, last->value_score.millionths - p->value_score.millionths)});
}

static void put_picture(struct req *r, struct frontier_page *page, const struct frontier_view *v)
{
    enum { LABELS = 7 };
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, v->points.n);
    int64_t *value = ARENA_ARRAY(r->a, int64_t, v->points.n);
    struct chart_places x = {item, v->points.n};
    struct money_section sec = {.id = STR("frontier-picture"), .title = page->finding};
    struct chart_series line = {.label = tr(r->lang, TR("คะแนน")), .value = value, .n = v->points.n, .colour = 1, .strong = true};
    size_t step = v->points.n / LABELS + 1;

    for (size_t k = 0; k < v->points.n; k++) {
        const struct frontier_point_row *p = &v->p[k];

        value[k] = p->value_score.millionths;
        item[k] = (struct chart_item){
            .label = k % step ? STR_NONE : money_count_text(r, p->ceiling.satang / 100000000),
            .title = SAY(r, TR("{c} ล้านบาท: {v} คะแนน"), {STR("{c}"), money_million_text(r, p->ceiling)},
                         {STR("{v}"), score_say(r, p->value_score.millionths)}),
            .href = str_format(r->a, "%.*s?no=%lld", STR_FMT(page->path), (long long)p->no)};
    }
    money_lines(r, &sec, &x, &line, 1);
    page->picture = sec.picture;
    page->picture_small = sec.picture_small;
}

static void fill(struct req *r, struct frontier_page *page, const struct frontier_view *v, int64_t no)
{
    page->last = (int64_t)v->points.n;
    page->no = no >= 1 && no <= page->last ? no : v->now + 1;
    page->at = v->p[page->no - 1];
    page->now = v->p[v->now];
    page->before = page->no > 1 ? page->no - 1 : 0;
    page->after = page->no < page->last ? page->no + 1 : 0;
    page->change.millionths = page->at.value_score.millionths - page->now.value_score.millionths;
    page->code = v->f.code;
    page->made_by = v->f.made_by;
    page->made_at = v->f.made_at;
    page->total_ms = v->f.total_ms;
    page->stale = v->f.scenario_version != v->s.version;
    page->finding = finding_of(r, v);
    page->data = data_of(r, v);
    page->enter = moves_at(r, v, page->no, true, &page->enter_n);
    page->leave = moves_at(r, v, page->no, false, &page->leave_n);
    put_agencies(r, page, v);
    put_picture(r, page, v);
    page->say = tr(r->lang, TR("วงเงินรวม {c} ล้านบาทให้คะแนนดีที่สุด {v} คะแนน ต่างจากกรอบของฉากทัศน์นี้ {change} คะแนน"));
    page->lead = SAY(r, TR("วงเงินรวม {c} ล้านบาทให้คะแนนดีที่สุด {v} คะแนน ต่างจากกรอบของฉากทัศน์นี้ {change} คะแนน"),
                     {STR("{c}"), money_million_text(r, page->at.ceiling)},
                     {STR("{v}"), score_say(r, page->at.value_score.millionths)},
                     {STR("{change}"), score_change_say(r, page->change.millionths)});
    page->table = (struct table_view){.type = &frontier_point_row_type,
                                      .rows = v->points.p,
                                      .n = v->points.n,
                                      .cols = point_cols,
                                      .ncols = ARRAY_LEN(point_cols),
                                      .caption = page->finding};
}

static bool read_view(struct req *r, struct frontier_view *v, bool *ret_found, struct err *e)
{
    if (!scenario_of(r, &v->s, e) ||
        !frontier_newest(r->db, r->a, v->s.id, &v->f, ret_found, e))
        return false;
    if (!*ret_found)
        return true;
    if (!frontier_points(r->db, r->a, v->f.id, &v->points, e) ||
        !frontier_moves(r->db, r->a, v->f.id, MOVES_SHOWN, &v->moves, e) ||
        !frontier_agencies(r->db, r->a, v->f.id, &v->agencies, e))
        return false;
    v->p = v->points.p;
    for (size_t k = 0; k < v->points.n; k++) {
        if (v->p[k].is_now)
            v->now = (int64_t)k;
    }
    return true;
}

bool frontier_page(struct req *r, struct reply *ret, struct err *e)
{
    struct frontier_view *v = ARENA_NEW(r->a, struct frontier_view);
    struct frontier_page page = {.year = r->year, .csrf = r->session.csrf, .asset_version = r->server->version};
    struct page_head head = {.nav = STR("/allocation")};
    int64_t no;

    if (!req_int(r, "no", 0, FRONTIER_POINTS_MAX, 0, &no, e) || !read_view(r, v, &page.has, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &frontier_point_row_type, v->points.p, v->points.n, NULL, STR_NONE,
                           str_format(r->a, "frontier-%.*s", STR_FMT(v->s.name)), ret, e);
    page.name = v->s.name;
    page.path = head.table_path = scenario_at(r, v->s.name, "/frontier");
    page.title = head.title = tr(r->lang, TR("เส้นคุ้มค่า: คะแนนที่ดีที่สุดของแต่ละวงเงินรวม"));
    page.may_run = actor_may(&r->session.actor, PERM_ALLOCATE) && str_eq(v->s.state, STR("active"));
    page.tab_n = scenario_tabs(r, v->s.name, "/frontier", page.tab);
    if (page.has)
        fill(r, &page, v, no);
    return REPLY_PAGE(r, &head, frontier, &page, ret, e);
}

bool frontier_post(struct req *r, struct reply *ret, struct err *e)
{
    struct scenario_row s;
    struct sbuf b;
    struct jw w;

    if (!actor_check_city(&r->session.actor, PERM_ALLOCATE, e) || !scenario_of(r, &s, e))
        return false;
    sbuf_init(&b, r->a, 4096);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "scenario", r->seg[0]);
    jw_end_object(&w);
    return job_start(r, "frontier", sbuf_str(&b), ret, e);
}
