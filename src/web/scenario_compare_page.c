/* scenario_compare_page.c - two or more scenarios or runs side by side: who gains, who loses, value and money. */
#include "allocate/branch.h"
#include "allocate/compare_scenarios.h"
#include "base/arena.h"
#include "web/scenario_page.h"
#include "web/words.h"

enum { PICTURE_ROWS = 12, DIFFER_ROWS = 100, GAIN = 3, LOSS = 7 };

struct side {
    struct str name;
    int64_t scenario_id;
    struct run_row run;
};
struct comparing {
    struct side side[COMPARE_RUNS];
    size_t n;
    struct str dim;
    struct rows rows, scenarios;
    struct versus_row total;
};

/* A scenario's newest run, or a run by its code; nothing when there is none that may be seen. */
static bool add_side(struct req *r, struct comparing *c, struct str word, struct err *e)
{
    struct side *s = &c->side[c->n];
    struct scenario_row seen;
    struct err none = {0};

    if (!word.n || c->n == COMPARE_RUNS)
        return true;
    for (size_t i = 0; i < c->n; i++) {
        if (str_eq(c->side[i].name, word))
            return true;
    }
    s->name = word;
    if (word.p[0] == 'R') {
        if (!run_get(r->db, r->a, r->year, word, &s->run, e))
            return false;
        word = s->run.scenario;
    }
    if (!scenario_open(r->db, r->a, r->year, word, &r->session.actor, &seen, e))
        return false;
    s->scenario_id = seen.id;
    if (!s->run.id && !run_newest(r->db, r->a, r->year, word, &s->run, &none))
        return none.code == ERR_NOT_FOUND;
    c->n++;
    return true;
}

static bool read_sides(struct req *r, struct comparing *c, struct err *e)
{
    const struct scenario_row *s;

    c->dim = req_query(r, "dim");
    if (!str_eq(c->dim, STR("type")) && !str_eq(c->dim, STR("side")))
        c->dim = STR("agency");
    if (!add_side(r, c, r->seg[0], e))
        return false;
    for (size_t i = 0; i < r->nquery; i++) {
        if (str_eq(r->query[i].name, STR("with")) && !add_side(r, c, r->query[i].value, e))
            return false;
    }
    if (!scenario_list(r->db, r->a, r->year, &r->session.actor, false, &c->scenarios, e))
        return false;
    s = c->scenarios.p;
    for (size_t i = 0; !req_query(r, "with").n && i < c->scenarios.n && c->n < COMPARE_RUNS; i++) {
        if (s[i].runs && !add_side(r, c, s[i].name, e))
            return false;
    }
    return true;
}

static bool read_rows(struct req *r, struct comparing *c, struct err *e)
{
    int64_t id[COMPARE_RUNS];

    for (size_t i = 0; i < c->n; i++)
        id[i] = c->side[i].run.id;
    return compare_runs(r->db, r->a,
                        &(struct compare_ask){.year = r->year, .run_id = id, .n = c->n, .dim = c->dim, .lang = r->lang},
                        &c->rows, &c->total, e);
}

static void sort_by_change(const struct versus_row **v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct versus_row *x = v[i];
        int64_t size = x->change_2.satang < 0 ? -x->change_2.satang : x->change_2.satang;
        size_t k = i;

        for (; k > 0; k--) {
            int64_t other = v[k - 1]->change_2.satang;

            if ((other < 0 ? -other : other) >= size)
                break;
            v[k] = v[k - 1];
        }
        v[k] = x;
    }
}

/* Largest changes of the second against the first; the title says who gains and who loses most. */
static void put_picture(struct req *r, struct money_section *sec, const struct comparing *c)
{
    const struct versus_row *row = c->rows.p, *up = NULL, *down = NULL;
    const struct versus_row **order = ARENA_ARRAY(r->a, const struct versus_row *, c->rows.n);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, PICTURE_ROWS);
    int64_t gain = 0, lose = 0;
    size_t n = 0;

    for (size_t i = 0; i < c->rows.n; i++) {
        const struct versus_row *x = &row[i];

        order[i] = x;
        gain += x->change_2.satang > 0;
        lose += x->change_2.satang < 0;
        up = x->change_2.satang > (up ? up->change_2.satang : 0) ? x : up;
        down = x->change_2.satang < (down ? down->change_2.satang : 0) ? x : down;
    }
    sort_by_change(order, c->rows.n);
    for (size_t i = 0; i < c->rows.n && n < PICTURE_ROWS && order[i]->change_2.satang; i++) {
        int64_t x = order[i]->change_2.satang;

        item[n++] = (struct chart_item){.label = order[i]->name,
                                        .value_text = money_change_say(r, MONEY(x)),
                                        .value = x < 0 ? -x : x,
                                        .colour = x < 0 ? LOSS : GAIN};
    }
    sec->title = gain + lose
                     ? SAY(r, TR("ใน {b} เทียบกับ {a}: ได้เพิ่ม {gain} ได้ลด {lose}"),
                           {STR("{a}"), c->side[0].name}, {STR("{b}"), c->side[1].name},
                           {STR("{gain}"), money_count_text(r, gain)},
                           {STR("{lose}"), money_count_text(r, lose)})
                     : tr(r->lang, TR("ได้เท่ากันทุกรายการ"));
    if (up && down)
        sec->note = SAY(r, TR("ได้เพิ่มมากที่สุด {up} {more} ล้านบาท ลดมากที่สุด {down} {less} ล้านบาท"),
                        {STR("{up}"), up->name}, {STR("{more}"), money_change_say(r, up->change_2)},
                        {STR("{down}"), down->name},
                        {STR("{less}"), money_change_say(r, down->change_2)});
    if (n)
        money_bars(r, sec, item, n);
}

static void put_table(struct req *r, struct money_section *sec, const struct comparing *c)
{
    static const char *const used[COMPARE_RUNS] = {"used_1", "used_2", "used_3", "used_4"};
    static const char *const change[COMPARE_RUNS] = {"", "change_2", "change_3", "change_4"};
    static const char *const value[COMPARE_RUNS] = {"value_1", "value_2", "value_3", "value_4"};
    static const char *const funded[COMPARE_RUNS] = {"funded_1", "funded_2", "funded_3", "funded_4"};
    bool scored = !str_eq(c->dim, STR("type")); /* a package's score is not divided by type */
    struct col *col = ARENA_ARRAY(r->a, struct col, 1 + 4 * COMPARE_RUNS);
    size_t n = 0;

    col[n++] = (struct col){"name", COL_PLAIN, NULL, NULL, NULL};
    for (size_t i = 0; i < c->n; i++) {
        const char *head = str_cstr(r->a, c->side[i].name);

        col[n++] = (struct col){used[i], COL_WHOLE, NULL, NULL, head};
        if (i)
            col[n++] = (struct col){change[i], COL_SIGNED, NULL, NULL, TR("เพิ่มหรือลด")};
    }
    for (size_t i = 0; scored && i < c->n; i++) {
        col[n++] = (struct col){value[i], COL_SCORE, NULL, NULL, i ? TR("คะแนน") : TR("คะแนน (ฐาน)")};
        col[n++] = (struct col){funded[i], COL_PLAIN, NULL, NULL, i ? TR("ข้อเสนอ") : TR("ข้อเสนอ (ฐาน)")};
    }
    sec->unit = tr(r->lang, TR("บาท"));
    sec->has_table = true;
    sec->table = (struct table_view){.type = &versus_row_type,
                                     .rows = c->rows.p,
                                     .n = c->rows.n,
                                     .cols = col,
                                     .ncols = n,
                                     .total = &c->total,
                                     .caption = sec->title};
}

static struct str with_query(struct req *r, const struct comparing *c, struct str dim)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 2000);
    sbuf_printf(&b, "dim=%.*s", STR_FMT(dim));
    for (size_t i = 1; i < c->n; i++)
        sbuf_printf(&b, "&with=%.*s", STR_FMT(c->side[i].name));
    return sbuf_str(&b);
}

static void put_facts(struct req *r, struct money_page *p, const struct comparing *c)
{
    for (size_t i = 0; i < c->n && i < MONEY_FACTS; i++) {
        const struct run_row *x = &c->side[i].run;

        money_fact(p, c->side[i].name, score_say(r, x->value_score.millionths),
                   SAY(r, TR("คะแนน · {used} ล้านบาท · {n} ข้อเสนอ · ช่องว่าง {gap}"),
                       {STR("{used}"), money_million_text(r, x->used)},
                       {STR("{n}"), money_count_text(r, x->funded)}, {STR("{gap}"), x->gap_text}));
    }
}

static void put_filter(struct req *r, struct money_page *p, const struct comparing *c)
{
    static const struct form_field fields[] = {
        {.name = "with", .kind = FORM_CHOICE, .label = TR("เทียบกับ")},
        {.name = "dim", .kind = FORM_CHOICE, .label = TR("ตาม")},
    };
    static const char *const dim[] = {"agency", "side", "type"};
    const struct scenario_row *s = c->scenarios.p;
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(dim));
    struct form_choice *w = ARENA_ARRAY(r->a, struct form_choice, c->scenarios.n);
    size_t n = 0;

    p->filter = money_form(r, fields, ARRAY_LEN(fields));
    for (size_t i = 0; i < ARRAY_LEN(dim); i++)
        d[i] = (struct form_choice){str_from(dim[i]), word_label("dim", str_from(dim[i]), r->lang)};
    for (size_t i = 0; i < c->scenarios.n; i++) {
        if (s[i].runs && !str_eq(s[i].name, r->seg[0]))
            w[n++] = (struct form_choice){s[i].name, s[i].note.n ? str_format(r->a, "%.*s · %.*s", STR_FMT(s[i].name), STR_FMT(s[i].note)) : s[i].name};
    }
    p->filter.field[0].choice = w;
    p->filter.field[0].choices = n;
    p->filter.field[0].value = c->n > 1 ? c->side[1].name : STR_NONE;
    p->filter.field[1].choice = d;
    p->filter.field[1].choices = ARRAY_LEN(dim);
    p->filter.field[1].value = c->dim;
    p->filter_path = scenario_at(r, r->seg[0], "/compare");
    p->has_filter = n > 0;
}

static const struct col differ_cols[] = {
    {"title", COL_LINK, "/packages/", "package_code", NULL},
    {"package_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"level_kind", COL_WORD, "level", NULL, NULL},
    {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
    {"funded_1", COL_YES, NULL, NULL, NULL},
    {"funded_2", COL_YES, NULL, NULL, NULL},
};

static bool put_packages(struct req *r, struct money_page *p, const struct comparing *c,
                         struct err *e)
{
    struct money_section *sec = money_section(p);
    struct col *col = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(differ_cols));
    struct rows rows;

    if (!compare_packages(r->db, r->a, c->side[0].run.id, c->side[1].run.id, (struct rank_range){0, DIFFER_ROWS}, &rows,
                          e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(differ_cols); i++)
        col[i] = differ_cols[i];
    col[6].head = str_cstr(r->a, c->side[0].name);
    col[7].head = str_cstr(r->a, c->side[1].name);
    sec->id = STR("packages");
    sec->title = rows.n == DIFFER_ROWS ? tr(r->lang, TR("ข้อเสนอที่ตัดสินต่างกัน 100 ลำดับแรก"))
                                       : tr(r->lang, TR("ข้อเสนอที่ตัดสินต่างกัน"));
    sec->path = scenario_at(r, r->seg[0], "/differ");
    sec->query = with_query(r, c, c->dim);
    sec->has_table = true;
    sec->table = (struct table_view){.type = &compare_package_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = col,
                                     .ncols = ARRAY_LEN(differ_cols),
                                     .caption = sec->title,
                                     .empty = tr(r->lang, TR("ตัดสินเหมือนกันทุกข้อเสนอ"))};
    return true;
}

static bool put_settings(struct req *r, struct money_page *p, const struct comparing *c,
                         struct err *e)
{
    struct col cols[] = {{"key", COL_PLAIN, NULL, NULL, NULL},
                                      {"part", COL_WORD, "part", NULL, NULL},
                                      {"mine", COL_PLAIN, NULL, NULL, str_cstr(r->a, c->side[0].name)},
                                      {"theirs", COL_PLAIN, NULL, NULL, str_cstr(r->a, c->side[1].name)}};
    struct money_section *sec = money_section(p);
    struct naming names;
    struct col *own = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));
    struct merge_row *row;
    struct rows rows;

    if (!naming_load(r->db, r->a, r->year, &names, e) ||
        !scenario_differences(r->db, r->a, c->side[0].scenario_id, c->side[1].scenario_id, &rows, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(cols); i++)
        own[i] = cols[i];
    row = ARENA_ARRAY(r->a, struct merge_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct merge_row *)rows.p)[i];
        row[i].key = scenario_setting_name(r, &names, row[i].part, row[i].key);
        row[i].mine = scenario_setting_text(r, row[i].part, row[i].mine);
        row[i].theirs = scenario_setting_text(r, row[i].part, row[i].theirs);
    }
    sec->id = STR("settings");
    sec->title = tr(r->lang, TR("กรอบและการกำหนดด้วยมือที่ต่างกัน"));
    sec->has_table = true;
    sec->table = (struct table_view){.type = &merge_row_type,
                                     .rows = row,
                                     .n = rows.n,
                                     .cols = own,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = sec->title,
                                     .empty = tr(r->lang, TR("ตั้งไว้เหมือนกันทุกเรื่อง"))};
    return true;
}

static struct str lead_of(struct req *r, const struct comparing *c)
{
    const struct run_row *a = &c->side[0].run, *b = &c->side[1].run;

    if (c->n < 2)
        return tr(r->lang, TR("ต้องมีผลการจัดสรรอย่างน้อยสองฉากทัศน์จึงเทียบกันได้ แตกฉากทัศน์ใหม่แล้วจัดสรร"));
    return SAY(r, TR("{b} ให้คะแนน {value} และใช้เงิน {money} ล้านบาทเทียบกับ {a}"),
               {STR("{a}"), c->side[0].name}, {STR("{b}"), c->side[1].name},
               {STR("{value}"), score_change_say(r, b->value_score.millionths - a->value_score.millionths)},
               {STR("{money}"), money_change_say(r, money_sub(b->used, a->used))});
}

bool scenario_compare_page(struct req *r, struct reply *ret, struct err *e)
{
    struct comparing *c = ARENA_NEW(r->a, struct comparing);
    struct money_page p = {.title = tr(r->lang, TR("เทียบฉากทัศน์"))};
    struct money_section *sec;

    if (!read_sides(r, c, e) || (c->n && !read_rows(r, c, e)))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &versus_row_type, c->rows.p, c->rows.n, c->n ? &c->total : NULL,
                           STR_NONE, STR("compare"), ret, e);
    p.lead = lead_of(r, c);
    p.tab_n = scenario_tabs(r, r->seg[0], "/compare", p.tab);
    put_filter(r, &p, c);
    if (c->n >= 2) {
        put_facts(r, &p, c);
        sec = money_section(&p);
        sec->id = STR("parts");
        sec->path = p.filter_path;
        sec->query = with_query(r, c, c->dim);
        put_picture(r, sec, c);
        put_table(r, sec, c);
        if (!put_packages(r, &p, c, e) || !put_settings(r, &p, c, e))
            return false;
    }
    return money_show(r, &p, "/allocation", 200, ret, e);
}

bool scenario_differ_page(struct req *r, struct reply *ret, struct err *e)
{
    struct comparing *c = ARENA_NEW(r->a, struct comparing);
    const struct compare_package_row *row;
    struct str next = STR_NONE;
    struct rows rows = {0};
    int64_t after;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, scenario_at(r, r->seg[0], "/compare#packages"), ret);
        return true;
    }
    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e) || !read_sides(r, c, e))
        return false;
    if (c->n >= 2 && !compare_packages(r->db, r->a, c->side[0].run.id, c->side[1].run.id,
                                       (struct rank_range){after, 10 * DIFFER_ROWS}, &rows, e))
        return false;
    row = rows.p;
    if (rows.n == 10 * DIFFER_ROWS)
        next = str_format(r->a, "%lld", (long long)row[rows.n - 1].cut_rank);
    return reply_table(r, &compare_package_row_type, rows.p, rows.n, NULL, next, STR("differ"), ret, e);
}
