/* scenario_rank_page.c - ranking with a cut line beside the optimum: the value lost, and which packages differ. */
#include "allocate/compare_scenarios.h"
#include "base/arena.h"
#include "web/scenario_page.h"
#include "web/words.h"

enum { RANK_ROWS = 100 };

static const struct col rank_cols[] = {
    {"mode", COL_WORD, "rankmode", NULL, NULL}, {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"lost", COL_SCORE, NULL, NULL, NULL},      {"used", COL_WHOLE, NULL, NULL, NULL},
    {"funded", COL_PLAIN, NULL, NULL, NULL},    {"differ", COL_PLAIN, NULL, NULL, NULL},
    {"kept", COL_YES, NULL, NULL, NULL},
};
static const struct col package_cols[] = {
    {"title", COL_LINK, "/packages/", "package_code", NULL},
    {"package_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"level_kind", COL_WORD, "level", NULL, NULL},
    {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
    {"funded_1", COL_YES, NULL, NULL, TR("ได้ (คำตอบที่ดีที่สุด)")},
    {"funded_2", COL_YES, NULL, NULL, TR("ได้ (จัดลำดับ)")},
};

struct ranked {
    struct run_row run;
    struct rows ranks, packages;
    struct str mode, next;
    int64_t after;
    bool has;
};

static bool read_ranked(struct req *r, struct ranked *v, struct err *e)
{
    const struct compare_package_row *row;
    struct scenario_row s;
    struct err none = {0};

    v->mode = str_eq(req_query(r, "mode"), STR("strict")) ? STR("strict") : STR("fill");
    if (!scenario_of(r, &s, e) || !req_int(r, "after", 0, INT64_MAX, 0, &v->after, e))
        return false;
    if (!run_newest(r->db, r->a, r->year, s.name, &v->run, &none))
        return none.code == ERR_NOT_FOUND;
    if (!run_ranks(r->db, r->a, v->run.id, &v->ranks, e) ||
        !run_rank_packages(r->db, r->a, v->run.id, v->mode, (struct rank_range){v->after, RANK_ROWS}, &v->packages,
                           e))
        return false;
    v->has = v->ranks.n == 2;
    row = v->packages.p;
    if (v->packages.n == RANK_ROWS)
        v->next = str_format(r->a, "%lld", (long long)row[RANK_ROWS - 1].cut_rank);
    return true;
}

static struct str lead_of(struct req *r, const struct ranked *v)
{
    const struct run_rank_row *k = v->ranks.p;

    if (!v->has)
        return tr(r->lang, TR("ยังไม่มีผลการจัดสรรให้เทียบกับการจัดลำดับ จัดสรรก่อน"));
    return SAY(r,
               TR("จัดลำดับคะแนนต่อบาทแล้วตัดที่เส้น เสียคะแนน {strict} จากคำตอบที่ดีที่สุด ข้ามแล้วเติมต่อเสีย {fill} "
                  "และตัดสินต่างกัน {n} ข้อเสนอ"),
               {STR("{strict}"), score_say(r, k[0].lost.millionths)},
               {STR("{fill}"), score_say(r, k[1].lost.millionths)},
               {STR("{n}"), money_count_text(r, k[1].differ)});
}

static void put_picture(struct req *r, struct money_section *sec, const struct ranked *v)
{
    const struct run_rank_row *k = v->ranks.p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, 3);
    const struct {
        struct str label;
        int64_t value;
        int colour;
    } bar[] = {{tr(r->lang, TR("คำตอบที่ดีที่สุด")), v->run.value_score.millionths, 1},
               {word_label("rankmode", STR("fill"), r->lang), k[1].value_score.millionths, 2},
               {word_label("rankmode", STR("strict"), r->lang), k[0].value_score.millionths, 4}};

    for (size_t i = 0; i < ARRAY_LEN(bar); i++)
        item[i] = (struct chart_item){.label = bar[i].label,
                                      .value_text = score_say(r, bar[i].value),
                                      .value = bar[i].value > 0 ? bar[i].value : 0,
                                      .colour = bar[i].colour};
    money_bars(r, sec, item, ARRAY_LEN(bar));
}

static void put_packages(struct req *r, struct money_page *p, const struct ranked *v)
{
    struct money_section *sec = money_section(p);

    sec->id = STR("packages");
    sec->title = SAY(r, TR("ข้อเสนอที่ตัดสินต่างกัน: คำตอบที่ดีที่สุดกับ{mode}"),
                     {STR("{mode}"), word_label("rankmode", v->mode, r->lang)});
    sec->unit = tr(r->lang, TR("บาท"));
    sec->path = scenario_at(r, r->seg[0], "/ranking");
    sec->query = str_format(r->a, "mode=%.*s", STR_FMT(v->mode));
    sec->has_table = true;
    sec->table = (struct table_view){.type = &compare_package_row_type,
                                     .rows = v->packages.p,
                                     .n = v->packages.n,
                                     .cols = package_cols,
                                     .ncols = ARRAY_LEN(package_cols),
                                     .caption = sec->title,
                                     .empty = tr(r->lang, TR("ตัดสินเหมือนกันทุกข้อเสนอ"))};
    if (v->next.n)
        p->next = str_format(r->a, "%.*s?mode=%.*s&after=%.*s#packages", STR_FMT(sec->path),
                             STR_FMT(v->mode), STR_FMT(v->next));
}

bool scenario_rank_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("คำตอบที่ดีที่สุดเทียบกับการจัดลำดับ"))};
    struct ranked *v = ARENA_NEW(r->a, struct ranked);
    struct money_section *sec;

    if (!read_ranked(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &compare_package_row_type, v->packages.p, v->packages.n, NULL, v->next,
                           str_format(r->a, "ranking-%.*s", STR_FMT(v->mode)), ret, e);
    p.lead = lead_of(r, v);
    p.tab_n = scenario_tabs(r, r->seg[0], "/ranking", p.tab);
    if (!v->has)
        return money_show(r, &p, "/allocation", 200, ret, e);
    sec = money_section(&p);
    sec->id = STR("ranks");
    sec->title = SAY(r, TR("คำตอบที่ดีที่สุดได้ {value} คะแนน ข้ามแล้วเติมต่อได้ {fill}"),
                     {STR("{value}"), score_say(r, v->run.value_score.millionths)},
                     {STR("{fill}"), score_say(r, ((const struct run_rank_row *)v->ranks.p)[1].value_score.millionths)});
    sec->note = tr(r->lang, TR("ตัดที่เส้น: หยุดที่ข้อเสนอแรกที่วงเงินไม่พอ · ข้ามแล้วเติมต่อ: ข้ามข้อเสนอนั้นแล้วลองข้อเสนอถัดไป ทั้งสองแบบใช้กรอบและคะแนนชุดเดียวกับคำตอบที่ดีที่สุด"));
    sec->has_table = true;
    sec->table = (struct table_view){.type = &run_rank_row_type,
                                     .rows = v->ranks.p,
                                     .n = v->ranks.n,
                                     .cols = rank_cols,
                                     .ncols = ARRAY_LEN(rank_cols),
                                     .caption = sec->title};
    put_picture(r, sec, v);
    for (int k = 0; k < 2; k++) {
        struct str mode = k ? STR("strict") : STR("fill");

        if (str_eq(mode, v->mode)) /* shown below */
            continue;
        money_note(&p,
                   SAY(r, TR("ด้านล่างคือข้อเสนอที่ตัดสินต่างจาก{mode}"), {STR("{mode}"), word_label("rankmode", v->mode, r->lang)}),
                   str_format(r->a, "/allocation/%.*s/ranking?mode=%.*s#packages", STR_FMT(r->seg[0]), STR_FMT(mode)),
                   SAY(r, TR("ดูที่ต่างจาก{mode}"), {STR("{mode}"), word_label("rankmode", mode, r->lang)}));
    }
    put_packages(r, &p, v);
    return money_show(r, &p, "/allocation", 200, ret, e);
}
