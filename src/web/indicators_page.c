/* indicators_page.c - the year's indicators: what is late or flagged now, the list, copying the year, results by a file. */
#include "web/indicators_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "perform/indicator.h"
#include "web/later.h"
#include "web/procurement_page.h"
#include "web/transfer.h"
#include "web/words.h"

static const struct col list_cols[] = {
    {"name_th", COL_LINK, "/indicators/", "code", TR("ตัวชี้วัด")},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"number", COL_PLAIN, NULL, NULL, TR("ที่")},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"work", COL_WORD, "ind_work", NULL, NULL},
    {"target", COL_SCORE, NULL, NULL, NULL},
    {"target_in", COL_UNDER, "ind_in", NULL, NULL},
    {"last_state", COL_TAG, "reading_state", NULL, NULL},
    {"late", COL_PLAIN, NULL, NULL, NULL},
    {"flagged", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field filter_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")},
    {.name = "work", .kind = FORM_CHOICE, .label = TR("ลักษณะงาน")},
    {.name = "show", .kind = FORM_CHOICE, .label = TR("แสดง")},
    {.name = "q", .kind = FORM_TEXT, .label = TR("คำในชื่อหรือรหัส"), .max = 100},
};
static const struct form_field copy_fields[] = {
    {.name = "from", .kind = FORM_TEXT, .label = TR("คัดลอกจากปีงบประมาณ"), .required = true, .max = 4},
};
static const struct form_field file_fields[] = {
    {.name = "file", .kind = FORM_FILE, .label = TR("แฟ้มผลการดำเนินงาน (XLSX หรือ CSV)"), .hint = TR("คอลัมน์ code และ period ต้องมี แถวที่ผิดจะบอกเหตุ แถวที่ถูกจะเก็บเป็นร่าง"), .required = true},
};
static const struct form_field new_fields[] = {
    {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสตัวชี้วัด"), .required = true, .max = 60},
    {.name = "name_th", .kind = FORM_TEXT, .label = TR("ชื่อตัวชี้วัด"), .required = true, .max = 1000},
    {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .max = 100},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "direction", .kind = FORM_CHOICE, .label = TR("ทิศทาง"), .required = true},
    {.name = "resolution", .kind = FORM_TEXT, .label = TR("มติหรือหนังสือที่ให้ใช้"), .required = true, .max = 200},
};

/* ---- the list ---- */

struct list_view {
    struct indicator_year_filter f;
    struct str agency_name;
    struct rows rows;
    struct reading_count count;
};

static bool read_filter(struct req *r, struct list_view *v, struct err *e)
{
    struct agency g;

    v->f = (struct indicator_year_filter){.year = r->year, .today = r->today, .text = req_query(r, "q"), .agency_id = pace_agency(r)};
    v->f.work = req_query(r, "work");
    v->f.show = req_query(r, "show");
    if (req_query(r, "agency").n && r->method == METHOD_GET) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), &g, e))
            return false;
        v->f.agency_id = g.id;
        v->agency_name = g.name_th;
    }
    return req_int(r, "after", 0, INT64_MAX, 0, &v->f.after, e);
}

static bool all_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next, struct err *e)
{
    struct list_view *v = ctx;

    v->f.limit = LATER_ROWS;
    *ret_next = STR_NONE;
    return indicator_year_list(r->db, r->a, &v->f, ret, e);
}

static struct str lead_of(struct req *r, const struct list_view *v)
{
    const struct reading_count *c = &v->count;

    if (c->indicators == 0)
        return tr(r->lang, TR("ปีนี้ยังไม่มีตัวชี้วัดที่ตั้งวิธีเก็บผล คัดลอกจากปีก่อนหรือเพิ่มตัวชี้วัด"));
    if (c->late)
        return SAY(r, TR("ค้างส่งเกินกำหนด {late} งวดของ {agencies} หน่วยงาน จากตัวชี้วัด {n} ตัว รอตรวจ {sent} งวด"),
                   {STR("{late}"), money_count_text(r, c->late)}, {STR("{agencies}"), money_count_text(r, c->agencies_late)},
                   {STR("{n}"), money_count_text(r, c->indicators)}, {STR("{sent}"), money_count_text(r, c->sent)});
    return SAY(r, TR("ไม่มีผลที่ค้างส่งเกินกำหนด ตัวชี้วัด {n} ตัว ตรวจแล้ว {verified} จาก {all} งวด รอตรวจ {sent} งวด"),
               {STR("{n}"), money_count_text(r, c->indicators)}, {STR("{verified}"), money_count_text(r, c->verified)},
               {STR("{all}"), money_count_text(r, c->readings)}, {STR("{sent}"), money_count_text(r, c->sent)});
}

static bool make_filter(struct req *r, struct money_page *p, struct err *e)
{
    struct form *f = &p->filter;
    struct form_choice *c;

    *f = money_form(r, filter_fields, ARRAY_LEN(filter_fields));
    p->has_filter = true;
    p->filter_path = STR("/indicators");
    for (size_t i = 0; i < f->n; i++)
        f->field[i].value = req_query(r, f->field[i].name);
    money_words(r, "ind_work", form_find(f, "work"));
    c = ARENA_ARRAY(r->a, struct form_choice, form_find(f, "work")->choices + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกลักษณะงาน"))};
    for (size_t i = 0; i < form_find(f, "work")->choices; i++)
        c[i + 1] = form_find(f, "work")->choice[i];
    form_find(f, "work")->choice = c;
    form_find(f, "work")->choices++;
    money_words(r, "ind_show", form_find(f, "show"));
    return form_agencies(r, form_find(f, "agency"), tr(r->lang, TR("ทุกหน่วยงาน")), e);
}

static void put_list(struct req *r, struct money_page *p, struct list_view *v)
{
    struct money_section *s = money_section(p);

    if (v->rows.n > INDICATOR_YEAR_PAGE) {
        const struct indicator_year *x = v->rows.p;

        v->rows.n = INDICATOR_YEAR_PAGE;
        p->next = str_format(r->a, "/indicators?after=%lld&show=%.*s&work=%.*s&agency=%.*s&q=%.*s",
                             (long long)x[v->rows.n - 1].indicator_id, STR_FMT(v->f.show), STR_FMT(v->f.work),
                             STR_FMT(req_query(r, "agency")), STR_FMT(v->f.text));
    }
    s->id = STR("list");
    s->title = v->agency_name.n ? v->agency_name : tr(r->lang, TR("ตัวชี้วัดของปี"));
    s->path = STR("/indicators");
    s->query = str_format(r->a, "show=%.*s&work=%.*s&agency=%.*s", STR_FMT(v->f.show), STR_FMT(v->f.work),
                          STR_FMT(req_query(r, "agency")));
    s->has_table = true;
    s->table = (struct table_view){.type = &indicator_year_type, .rows = v->rows.p, .n = v->rows.n, .cols = list_cols,
                                   .ncols = ARRAY_LEN(list_cols), .caption = s->title, .remember = STR("indicators"),
                                   .empty = tr(r->lang, TR("ไม่มีตัวชี้วัดตามที่เลือก"))};
}

static bool put_work(struct req *r, struct money_page *p, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct money_panel *x;
    struct form *f;

    if (actor_may(who, PERM_RESULT) || actor_may(who, PERM_IMPORT)) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("รายงานผลหลายตัวชี้วัดจากแฟ้ม"));
        x->action = STR("/indicators/file");
        x->submit = tr(r->lang, TR("ส่งแฟ้ม"));
        x->form = money_form(r, file_fields, ARRAY_LEN(file_fields));
        x->file = true;
    }
    if (!actor_may(who, PERM_VERIFY) && !actor_may(who, PERM_GOAL))
        return true;
    x = money_panel(p);
    x->title = tr(r->lang, TR("คัดลอกตัวชี้วัดเข้าปีนี้"));
    x->note = tr(r->lang, TR("ตามรหัสคงที่ข้ามปี ไม่คัดลอกผลและหลักฐาน ที่มีอยู่แล้วคงเดิม"));
    x->action = STR("/indicators/copy");
    x->submit = tr(r->lang, TR("คัดลอก"));
    x->form = money_form(r, copy_fields, ARRAY_LEN(copy_fields));
    x->form.field[0].value = str_format(r->a, "%lld", (long long)r->year - 1);
    x->second = true;
    if (!actor_may(who, PERM_GOAL))
        return true;
    x = money_act(p);
    x->title = tr(r->lang, TR("เพิ่มตัวชี้วัด"));
    x->action = STR("/indicators/new");
    x->submit = tr(r->lang, TR("เพิ่มตัวชี้วัด"));
    f = ARENA_NEW(r->a, struct form);
    *f = profile_form(r);
    x->form = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(new_fields) + f->n)};
    for (size_t i = 0; i < ARRAY_LEN(new_fields); i++)
        x->form.field[x->form.n++] = new_fields[i];
    for (size_t i = 0; i < f->n; i++)
        x->form.field[x->form.n++] = f->field[i];
    money_words(r, "ind_kind", form_find(&x->form, "kind"));
    money_words(r, "ind_direction", form_find(&x->form, "direction"));
    return profile_choices(r, &x->form, e);
}

static bool list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct list_view *v = ARENA_NEW(r->a, struct list_view);
    struct money_page *p = ARENA_NEW(r->a, struct money_page);

    if (!read_filter(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return table_later(r, all_rows, v, &indicator_year_type,
                           str_format(r->a, "indicators-%lld", (long long)r->year), ret, e);
    if (!indicator_year_list(r->db, r->a, &v->f, &v->rows, e) ||
        !reading_counts(r->db, r->a, r->year, v->f.agency_id, r->today, &v->count, e) || !make_filter(r, p, e))
        return false;
    p->title = tr(r->lang, TR("ตัวชี้วัดและผล"));
    p->lead = lead_of(r, v);
    money_fact(p, tr(r->lang, TR("ตัวชี้วัด")), money_count_text(r, v->count.indicators), STR_NONE);
    money_fact(p, tr(r->lang, TR("ค้างส่งเกินกำหนด")), money_count_text(r, v->count.late), tr(r->lang, TR("งวด")));
    money_fact(p, tr(r->lang, TR("รอตรวจ")), money_count_text(r, v->count.sent), tr(r->lang, TR("งวด")));
    money_fact(p, tr(r->lang, TR("มีข้อสังเกต")), money_count_text(r, v->count.flagged), tr(r->lang, TR("งวด")));
    p->fact[1].stop = v->count.late > 0;
    p->fact[3].warn = v->count.flagged > 0;
    if (v->count.late)
        money_note(p, tr(r->lang, TR("มีหน่วยงานที่ค้างส่งผล")), STR("/indicators/late"), tr(r->lang, TR("ดูว่าใครค้าง")));
    if (p->note_n)
        p->note[0].warn = true;
    put_list(r, p, v);
    if (!put_work(r, p, e))
        return false;
    if (wrong && !str_eq(str_from(which), STR("new")))
        money_refused(r, p, wrong, which, "/indicators/");
    else if (wrong && p->act_n) {
        money_words(r, "ind_kind", form_find(wrong, "kind"));
        money_words(r, "ind_direction", form_find(wrong, "direction"));
        if (!profile_choices(r, wrong, e))
            return false;
        money_refused(r, p, wrong, which, "/indicators/");
    }
    return money_show(r, p, "/indicators", status, ret, e);
}

bool indicators_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, "", 200, ret, e);
}

/* ---- who is late ---- */

bool indicators_late_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"agency_name", COL_LINK, "/indicators?show=late&agency=", "agency_code", NULL}, {"missing", COL_PLAIN, NULL, NULL, NULL},
        {"oldest", COL_PLAIN, NULL, NULL, NULL},      {"sent_late", COL_PLAIN, NULL, NULL, NULL},
        {"late_days", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    const struct reading_late *x;
    struct money_section *s;
    struct rows rows;
    int64_t now = 0, missing = 0;

    if (!reading_late_list(r->db, r->a, r->year, r->today, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &reading_late_type, rows.p, rows.n, NULL, STR_NONE, str_format(r->a, "late-%lld", (long long)r->year), ret, e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        now += x[i].missing > 0;
        missing += x[i].missing;
    }
    p->title = tr(r->lang, TR("หน่วยงานที่ส่งผลช้า"));
    p->lead = now ? SAY(r, TR("ค้างส่งอยู่ {agencies} หน่วยงาน {n} งวด การส่งช้าถูกเก็บไว้ แม้ส่งแล้ว"), {STR("{agencies}"), money_count_text(r, now)},
                        {STR("{n}"), money_count_text(r, missing)})
                  : tr(r->lang, TR("ไม่มีหน่วยงานที่ค้างส่งเกินกำหนด"));
    s = money_section(p);
    s->id = STR("late");
    s->title = tr(r->lang, TR("ค้างส่งและส่งช้าของปี"));
    s->path = STR("/indicators/late");
    s->has_table = true;
    s->table = (struct table_view){.type = &reading_late_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = s->title, .empty = tr(r->lang, TR("ไม่มีหน่วยงานที่ส่งช้า"))};
    return money_show(r, p, "/indicators", 200, ret, e);
}

/* ---- posts ---- */

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = list_show;
    p->page.which = which;
    p->page.path = "/indicators";
    p->write = write;
    return p;
}

static bool copy_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    int64_t made;

    return indicator_year_copy(by, *(const int64_t *)p->more, p->year, 0, &made, e);
}

bool indicators_copy_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, copy_write, "copy");
    int64_t *from = ARENA_NEW(r->a, int64_t);

    p->form = money_form(r, copy_fields, ARRAY_LEN(copy_fields));
    form_read(&p->form, r);
    if (form_check(&p->form, r))
        (void)form_int(&p->form, "from", r, FY_MIN, FY_MAX, from);
    p->more = from;
    return money_post(r, p, ret, e);
}

struct new_indicator {
    struct indicator_new add;
    struct indicator_year_new set;
    struct str agency;
};

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct new_indicator n = *(const struct new_indicator *)p->more;
    struct agency g;

    if (!agency_get(by->tx->db, by->a, n.agency, &g, e))
        return false;
    n.add.agency_id = n.set.agency_id = g.id;
    return indicator_add(by, &n.add, &n.set.indicator_id, e) && indicator_year_set(by, &n.set, e);
}

bool indicators_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct new_indicator *n = ARENA_NEW(r->a, struct new_indicator);
    struct money_post *p = post_of(r, new_write, "new");
    struct form profile = profile_form(r);
    struct form *f = &p->form;

    *f = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(new_fields) + profile.n)};
    for (size_t i = 0; i < ARRAY_LEN(new_fields); i++)
        f->field[f->n++] = new_fields[i];
    for (size_t i = 0; i < profile.n; i++)
        f->field[f->n++] = profile.field[i];
    form_read(f, r);
    (void)form_check(f, r);
    profile_read(r, f, &n->set);
    n->agency = form_value(f, "agency");
    n->add = (struct indicator_new){.year = r->year, .code = form_value(f, "code"), .level = STR("kpi"), .kind = form_value(f, "kind"),
                                    .resolution = form_value(f, "resolution"),
                                    .text = {.from_date = fy_start((int32_t)r->year), .name_th = form_value(f, "name_th"),
                                             .unit_word = form_value(f, "unit_word"), .direction = form_value(f, "direction"),
                                             .first_year = r->year, .target1 = form_value(f, "target0")}};
    p->more = n;
    return money_post(r, p, ret, e);
}

/* ---- results by a file ---- */

struct file_ctx {
    struct str path;
    int64_t year;
    struct rows rows;
};

static bool file_write(struct act *by, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;

    return reading_file(by, c->year, str_cstr(by->a, c->path), &c->rows, e);
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"row", COL_PLAIN, NULL, NULL, NULL},
                                      {"code", COL_LINK, "/indicators/", "code", NULL},
                                      {"result", COL_TAG, "file_result", NULL, NULL},
                                      {"text", COL_PLAIN, NULL, NULL, NULL}};
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    const struct file_ctx *c = ctx;
    const struct reading_file_row *x = c->rows.p;
    struct money_section *s;
    int64_t saved = 0, wrong = 0;

    if (r->format != FORMAT_HTML)
        return reply_table(r, &reading_file_row_type, c->rows.p, c->rows.n, NULL, STR_NONE, STR("readings"), ret, e);
    for (size_t i = 0; i < c->rows.n; i++) {
        saved += str_eq(x[i].result, STR("changed"));
        wrong += str_eq(x[i].result, STR("refused"));
    }
    p->title = tr(r->lang, TR("ผลของแฟ้ม"));
    p->lead = SAY(r, TR("เก็บเป็นร่าง {saved} แถว รับไม่ได้ {wrong} แถว จาก {n} แถว"), {STR("{saved}"), money_count_text(r, saved)},
                  {STR("{wrong}"), money_count_text(r, wrong)}, {STR("{n}"), money_count_text(r, (int64_t)c->rows.n)});
    s = money_section(p);
    s->id = STR("rows");
    s->title = tr(r->lang, TR("ทีละแถว"));
    s->has_table = true;
    s->table = (struct table_view){.type = &reading_file_row_type, .rows = c->rows.p, .n = c->rows.n, .cols = cols, .ncols = ARRAY_LEN(cols), .caption = s->title};
    return money_show(r, p, "/indicators", 200, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct form *f = ARENA_NEW(r->a, struct form);
    struct err again = {0};

    (void)ctx;
    *f = money_form(r, file_fields, ARRAY_LEN(file_fields));
    form_refuse(f, r, e);
    return list_show(r, f, "file", err_http(e->code), ret, &again);
}

bool indicators_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);

    if (!upload_required(r, e))
        return file_refused(r, c, ret, e);
    c->year = r->year;
    c->path = str_from(r->upload->path);
    r->refused = file_refused;
    return req_write(r, file_write, file_done, c, ret, e);
}
