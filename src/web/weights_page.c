/* weights_page.c - /allocation/NAME/weights: what stays funded when each criterion's weight moves by a fifth. */
#include "allocate/weight_study.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "web/job_page.h"
#include "web/scenario_page.h"
#include "web/value_page.h"
#include "web/words.h"

static const struct col package_cols[] = {
    {"title", COL_LINK, "/packages/", "package_code", NULL},
    {"package_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"funded", COL_YES, NULL, NULL, NULL},
    {"robust", COL_TAG, "robust", NULL, NULL},
    {"sets", COL_PLAIN, NULL, NULL, NULL},
    {"total", COL_PLAIN, NULL, NULL, NULL},
    {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"amount", COL_MILLION, NULL, NULL, TR("วงเงิน (ล้านบาท)")},
};
static const struct col set_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},    {"up", COL_YES, NULL, NULL, NULL},
    {"weight", COL_BAR, NULL, NULL, NULL},    {"enter", COL_PLAIN, NULL, NULL, NULL},
    {"leave", COL_PLAIN, NULL, NULL, NULL},   {"funded", COL_PLAIN, NULL, NULL, NULL},
    {"gap_text", COL_NUMBER, NULL, NULL, NULL},
};
static const struct form_field filter_fields[] = {
    {.name = "show", .kind = FORM_CHOICE, .label = TR("แสดง")},
};

struct weights_view {
    struct scenario_row s;
    struct weight_study_row w;
    struct rows sets, packages;
    struct str next, show;
    bool has;
};

static bool read_view(struct req *r, struct weights_view *v, struct err *e)
{
    struct weight_study_part part = {.limit = WEIGHT_STUDY_PAGE + 1};
    const struct weight_package_row *p;

    v->show = str_eq(req_query(r, "show"), STR("all")) ? STR("all") : STR("moving");
    if (!req_int(r, "after", 0, INT64_MAX, 0, &part.after, e) || !scenario_of(r, &v->s, e) ||
        !weight_study_newest(r->db, r->a, v->s.id, &v->w, &v->has, e)) {
        return false;
    }
    if (!v->has) {
        return true;
    }
    part.study_id = v->w.id;
    part.only_moving = str_eq(v->show, STR("moving"));
    if (!weight_study_packages(r->db, r->a, &part, &v->packages, e)) {
        return false;
    }
    p = v->packages.p;
    if (v->packages.n > WEIGHT_STUDY_PAGE) {
        v->packages.n = WEIGHT_STUDY_PAGE;
        v->next = str_format(r->a, "%lld", (long long)p[WEIGHT_STUDY_PAGE - 1].no);
    }
    return true;
}

/* The first row is named; then how many sets time left unsolved. */
static void name_sets(struct req *r, struct weights_view *v, int64_t *ret_open)
{
    struct weight_set_row *x = ARENA_ARRAY(r->a, struct weight_set_row, v->sets.n + 1);

    *ret_open = 0;
    for (size_t i = 0; i < v->sets.n; i++) {
        x[i] = ((const struct weight_set_row *)v->sets.p)[i];
        if (!x[i].criterion.n) {
            x[i].name = tr(r->lang, TR("น้ำหนักตามที่ประกาศ"));
        }
        *ret_open += !x[i].solved;
    }
    v->sets.p = x;
}

static struct str lead_of(struct req *r, const struct weights_view *v)
{
    if (!v->has) {
        return tr(r->lang, TR("ยังไม่ได้ทดสอบว่าผลเปลี่ยนหรือไม่เมื่อน้ำหนักของเกณฑ์เพิ่มหรือลดหนึ่งในห้า"));
    }
    return SAY(r, TR("{x} จาก {y} ข้อเสนอที่ได้รับจัดสรรยังได้รับจัดสรร ไม่ว่าน้ำหนักของเกณฑ์ใดจะเปลี่ยนหนึ่งในห้า"),
               {STR("{x}"), money_count_text(r, v->w.stays)}, {STR("{y}"), money_count_text(r, v->w.funded)});
}

/* How many come and go by criterion, as bars. */
static void put_picture(struct req *r, struct money_section *s, const struct weights_view *v)
{
    const struct weight_set_row *x = v->sets.p, *most = x;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, v->sets.n + 1);
    size_t n = 0;

    for (size_t i = 1; i < v->sets.n; i++) {
        int64_t change = x[i].enter + x[i].leave;

        if (!x[i].solved) {
            continue;
        }
        most = change > most->enter + most->leave ? &x[i] : most;
        item[n++] = (struct chart_item){.label = str_format(r->a, "%.*s %s", STR_FMT(x[i].name), x[i].up ? "+20%" : "−20%"),
                                        .value_text = SAY(r, TR("เข้า {enter} ออก {leave}"), {STR("{enter}"), money_count_text(r, x[i].enter)},
                                                          {STR("{leave}"), money_count_text(r, x[i].leave)}),
                                        .value = change,
                                        .colour = x[i].up ? 1 : 2};
    }
    s->title = most->enter + most->leave > 0
                   ? SAY(r, TR("เปลี่ยนมากที่สุดเมื่อน้ำหนัก “{name}” {way}: เข้า {enter} ออก {leave} ข้อเสนอ"), {STR("{name}"), most->name},
                         {STR("{way}"), most->up ? STR("+20%") : STR("−20%")},
                         {STR("{enter}"), money_count_text(r, most->enter)}, {STR("{leave}"), money_count_text(r, most->leave)})
                   : tr(r->lang, TR("ไม่มีข้อเสนอใดเข้าหรือออก"));
    if (n && most->enter + most->leave > 0) {
        money_bars(r, s, item, n);
    }
}

static void put_result(struct req *r, struct money_page *p, struct weights_view *v)
{
    struct money_section *s;
    int64_t open;

    name_sets(r, v, &open);
    if (v->w.scenario_version != v->s.version) {
        money_note(p, tr(r->lang, TR("กรอบหรือกฎของฉากทัศน์เปลี่ยนหลังการทดสอบนี้ ควรทดสอบใหม่")), STR_NONE, STR_NONE);
    }
    if (open) {
        money_note(p, SAY(r, TR("เวลาหมดก่อน {n} ชุดน้ำหนัก ไม่นับชุดเหล่านั้น"), {STR("{n}"), money_count_text(r, open)}), STR_NONE, STR_NONE);
    }
    money_note(p,
               SAY(r, TR("{rated} ข้อเสนอมีคะแนนตามเกณฑ์ฉบับที่ {number} และเปลี่ยนตามน้ำหนัก ในจำนวนนี้ {in_use} ข้อเสนอใช้คะแนนนั้นแล้ว ที่เหลือเปลี่ยนตามสัดส่วน ข้อเสนอที่ไม่มีคะแนนตามเกณฑ์คงค่าเดิม"),
                   {STR("{rated}"), money_count_text(r, v->w.rated)}, {STR("{number}"), money_count_text(r, v->w.number)},
                   {STR("{in_use}"), money_count_text(r, v->w.in_use)}),
               STR("/criteria"), tr(r->lang, TR("เกณฑ์คะแนน")));
    s = value_table(r, p, "criteria", STR_NONE,
                    (struct table_view){.type = &weight_set_row_type, .rows = v->sets.p, .n = v->sets.n, .cols = set_cols, .ncols = ARRAY_LEN(set_cols)});
    put_picture(r, s, v);
    s->table.caption = s->title;
    s->path = scenario_at(r, v->s.name, "/weights/criteria");
    s->note = tr(r->lang, TR("น้ำหนักหนึ่งเกณฑ์เปลี่ยนครั้งละหนึ่งในห้า เกณฑ์อื่นแบ่งส่วนที่เหลือตามสัดส่วนเดิม ทุกชุดตรวจซ้ำด้วยจำนวนเต็ม ช่องว่างคือส่วนที่คำตอบอาจยังดีขึ้นได้"));
    s = value_table(r, p, "packages", str_eq(v->show, STR("all")) ? tr(r->lang, TR("ทุกข้อเสนอ")) : tr(r->lang, TR("ข้อเสนอที่เข้าหรือออกตามน้ำหนัก")),
                    (struct table_view){.type = &weight_package_row_type,
                                        .rows = v->packages.p,
                                        .n = v->packages.n,
                                        .cols = package_cols,
                                        .ncols = ARRAY_LEN(package_cols),
                                        .empty = tr(r->lang, TR("ไม่มีข้อเสนอใดเข้าหรือออก"))});
    s->path = scenario_at(r, v->s.name, "/weights");
    s->query = str_format(r->a, "show=%.*s", STR_FMT(v->show));
    if (v->next.n) {
        p->next = str_format(r->a, "%.*s?show=%.*s&after=%.*s#packages", STR_FMT(s->path), STR_FMT(v->show), STR_FMT(v->next));
    }
    p->filter = money_form(r, filter_fields, ARRAY_LEN(filter_fields));
    p->has_filter = true;
    p->filter_path = s->path;
    money_words(r, "weights_show", form_find(&p->filter, "show"));
    form_find(&p->filter, "show")->value = v->show;
}

bool weights_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("น้ำหนักของเกณฑ์เพิ่มหรือลดหนึ่งในห้า"))};
    struct weights_view *v = ARENA_NEW(r->a, struct weights_view);
    struct money_panel *x;

    if (!read_view(r, v, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &weight_package_row_type, v->packages.p, v->packages.n, NULL, v->next,
                           str_format(r->a, "weights-%.*s", STR_FMT(r->seg[0])), ret, e);
    }
    if (v->has && !weight_study_sets(r->db, r->a, v->w.id, r->lang, &v->sets, e)) {
        return false;
    }
    p.lead = lead_of(r, v);
    p.tab_n = scenario_tabs(r, r->seg[0], "/weights", p.tab);
    if (v->has) {
        put_result(r, &p, v);
    } else {
        money_note(&p, tr(r->lang, TR("ต้องประกาศเกณฑ์และมีข้อเสนอที่ได้คะแนนครบสองคนก่อน")), STR("/rating"), tr(r->lang, TR("ให้คะแนนข้อเสนอ")));
    }
    if (actor_may(&r->session.actor, PERM_ALLOCATE) && str_eq(v->s.state, STR("active"))) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("ทดสอบน้ำหนัก"));
        x->note = tr(r->lang, TR("คำนวณสองครั้งต่อเกณฑ์ เป็นงานเบื้องหลัง ไม่เปลี่ยนคะแนนหรือจำนวนเงินใด"));
        x->action = scenario_at(r, r->seg[0], "/weights");
        x->submit = v->has ? tr(r->lang, TR("ทดสอบใหม่")) : tr(r->lang, TR("ทดสอบ"));
        x->second = v->has;
    }
    return money_show(r, &p, "/allocation", 200, ret, e);
}

bool weights_criteria_page(struct req *r, struct reply *ret, struct err *e)
{
    struct weights_view *v = ARENA_NEW(r->a, struct weights_view);
    int64_t open;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, scenario_at(r, r->seg[0], "/weights#criteria"), ret);
        return true;
    }
    if (!read_view(r, v, e) || (v->has && !weight_study_sets(r->db, r->a, v->w.id, r->lang, &v->sets, e))) {
        return false;
    }
    name_sets(r, v, &open);
    return reply_table(r, &weight_set_row_type, v->sets.p, v->sets.n, NULL, STR_NONE,
                       str_format(r->a, "weights-criteria-%.*s", STR_FMT(r->seg[0])), ret, e);
}

bool weights_post(struct req *r, struct reply *ret, struct err *e)
{
    struct scenario_row s;
    struct criteria_set set;
    struct sbuf b;
    struct jw w;

    if (!actor_check_city(&r->session.actor, PERM_ALLOCATE, e) || !scenario_of(r, &s, e) ||
        !criteria_get(r->db, r->a, r->year, 0, &set, e)) {
        return false;
    }
    sbuf_init(&b, r->a, 4096);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "scenario", r->seg[0]);
    jw_end_object(&w);
    return job_start(r, "weights", sbuf_str(&b), ret, e);
}
