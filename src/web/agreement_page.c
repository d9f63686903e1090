/* agreement_page.c - /agreements/{code}: the items with their negotiation, what stands in the way, signatures, scores, appeals. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/agreement_page.h"
#include "web/money_parts.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { TURNS = 100 };

static const struct col component_cols[] = {
    {"component", COL_PLAIN, NULL, NULL, NULL},  {"title", COL_PLAIN, NULL, NULL, NULL}, {"weight", COL_PLAIN, NULL, NULL, NULL},
    {"items", COL_PLAIN, NULL, NULL, NULL},      {"item_count", COL_PLAIN, NULL, NULL, NULL},
    {"total_text", COL_NUMBER, NULL, NULL, NULL},
};
static const struct col item_cols[] = {
    {"number", COL_PLAIN, NULL, NULL, NULL},       {"name", COL_PLAIN, NULL, NULL, NULL},
    {"places", COL_PLAIN, NULL, NULL, NULL},       {"component", COL_PLAIN, NULL, NULL, NULL},
    {"target", COL_PLAIN, NULL, NULL, NULL},       {"weight", COL_PLAIN, NULL, NULL, NULL},
    {"percent_text", COL_NUMBER, NULL, NULL, NULL}, {"weighted_text", COL_NUMBER, NULL, NULL, NULL},
    {"why", COL_WORD, "agreement_unscored", NULL, NULL},
};
static const struct col turn_cols[] = {
    {"at", COL_PLAIN, NULL, NULL, NULL},
    {"side", COL_TAG, "agreement_side", NULL, NULL},
    {"act", COL_WORD, "agreement_act", NULL, NULL},
    {"number", COL_PLAIN, NULL, NULL, NULL},
    {"field", COL_WORD, "agreement_field", NULL, NULL},
    {"old_value", COL_PLAIN, NULL, NULL, NULL},
    {"new_value", COL_PLAIN, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"capacity", COL_UNDER, NULL, NULL, NULL},
};
static const struct col version_cols[] = {
    {"number", COL_PLAIN, NULL, NULL, NULL},          {"items", COL_PLAIN, NULL, NULL, NULL},
    {"weight", COL_PLAIN, NULL, NULL, NULL},          {"at", COL_PLAIN, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},          {"agency_by", COL_PLAIN, NULL, NULL, NULL},
    {"agency_capacity", COL_UNDER, NULL, NULL, NULL}, {"city_by", COL_PLAIN, NULL, NULL, NULL},
    {"city_capacity", COL_UNDER, NULL, NULL, NULL},
};
static const struct col history_cols[] = {
    {"code", COL_LINK, "/agreements/", NULL, NULL}, {"year", COL_YEAR, NULL, NULL, NULL},
    {"state", COL_TAG, "agreement_state", NULL, NULL}, {"items", COL_PLAIN, NULL, NULL, NULL},
    {"kind", COL_WORD, "agreement_kind", NULL, NULL}, {"total_text", COL_NUMBER, NULL, NULL, NULL},
};
static const struct col event_cols[] = {
    {"at", COL_PLAIN, NULL, NULL, NULL},      {"event", COL_WORD, "agreement_event", NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},  {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"capacity", COL_UNDER, NULL, NULL, NULL},
};

static struct table_view view_of(const struct row_type *t, const struct rows *rows, const struct col *cols, size_t ncols,
                                 struct str caption)
{
    return (struct table_view){.type = t, .rows = rows->p, .n = rows->n, .cols = cols, .ncols = ncols, .caption = caption};
}
#define VIEW(type, rows, cols, caption) view_of(&(type), (rows), (cols), ARRAY_LEN(cols), (caption))

static bool is(const struct agreement *g, const char *state)
{
    return str_eq(g->state, str_from(state));
}

/* ---- who may what ---- */

enum agreement_speaker agreement_speaker(const struct req *r, const struct agreement *g)
{
    const struct actor *who = &r->session.actor;
    struct err no;

    if (actor_belongs(who, g->agency_id))
        return actor_check(who, PERM_RESULT, g->agency_id, g->division, &no) ||
                       actor_check(who, PERM_RESULT_APPROVE, g->agency_id, g->division, &no)
                   ? SPEAKS_AGENCY
                   : SPEAKS_NOT;
    return actor_check_city(who, PERM_AGREE, &no) ? SPEAKS_CITY : SPEAKS_NOT;
}

static struct agreement_button *button(struct agreement_page *p, struct str event, struct str label)
{
    struct agreement_button *b = &p->button[p->button_n < AGREEMENT_BUTTONS - 1 ? p->button_n++ : AGREEMENT_BUTTONS - 1];

    *b = (struct agreement_button){.event = event, .label = label};
    return b;
}

static bool may_sign(struct req *r, const struct agreement *g)
{
    const struct actor *who = &r->session.actor;
    struct err no;

    if (actor_belongs(who, g->agency_id))
        return !g->agency_signed && actor_check(who, PERM_RESULT_APPROVE, g->agency_id, g->division, &no);
    return !g->city_signed && actor_check_city(who, PERM_RESULT_APPROVE, &no);
}

static void talk_buttons(struct req *r, struct agreement_page *p, enum agreement_speaker speaker, bool clean)
{
    struct agreement_button *b;

    if (p->g.open > 0) {
        b = button(p, STR("agree"), tr(r->lang, TR("ตกลงทุกข้อที่อีกฝ่ายเสนอ")));
        b->hint = tr(r->lang, TR("ตกลงทีละข้อได้ที่ตัวชี้วัดแต่ละตัว"));
    }
    if (p->g.items == 0)
        button(p, STR("copy"), tr(r->lang, TR("นำตัวชี้วัดของปีก่อนมา")))->main = true;
    if (speaker == SPEAKS_CITY && clean) {
        b = button(p, STR("conclude"), tr(r->lang, TR("สรุปข้อตกลงเพื่อลงนาม")));
        b->hint = tr(r->lang, TR("ข้อความถูกตรึงเป็นฉบับ แก้ไม่ได้จนกว่าจะเปิดเจรจาใหม่"));
        b->main = true;
    }
}

static void put_buttons(struct req *r, struct agreement_page *p, bool clean)
{
    enum agreement_speaker speaker = agreement_speaker(r, &p->g);
    struct agreement_button *b;

    p->may_talk = p->draft && speaker != SPEAKS_NOT;
    if (p->may_talk)
        talk_buttons(r, p, speaker, clean);
    if (is(&p->g, "negotiated") && may_sign(r, &p->g)) {
        b = button(p, STR("sign"), tr(r->lang, TR("ลงนาม")));
        b->hint = tr(r->lang, TR("ลงนามในฉบับที่ตรึงไว้ ในฐานะที่มีอยู่วันนี้"));
        b->main = true;
    }
    if (speaker != SPEAKS_CITY)
        return;
    if (is(&p->g, "signed") || is(&p->g, "interim")) {
        b = button(p, STR("interim"), tr(r->lang, TR("ประเมินรอบ 6 เดือน")));
        b->hint = tr(r->lang, TR("ใช้คะแนนที่มีตอนนี้ ตัวที่ยังไม่มีบอกเหตุ ไม่นับเป็นศูนย์"));
        button(p, STR("final"), tr(r->lang, TR("ประเมินสิ้นปี")))->main = true;
    }
    if (is(&p->g, "final"))
        button(p, STR("close"), tr(r->lang, TR("ปิดคำรับรอง")));
    if (is(&p->g, "negotiated") || is(&p->g, "signed") || is(&p->g, "interim")) {
        b = button(p, STR("reopen"), tr(r->lang, TR("เปิดเจรจาใหม่")));
        b->hint = tr(r->lang, TR("ฉบับเดิมยังอยู่ ฉบับใหม่ต้องลงนามใหม่"));
        b->reason = true;
    }
}

/* ---- items ---- */

static bool mine(const struct agreement_act *c, const char *event, int64_t item_id)
{
    return c && c->has_form && c->item_id == item_id && str_eq(c->event, str_from(event));
}

static void put_item(struct req *r, struct agreement_page *p, const struct agreement_act *c, struct agreement_item_view *v, int at)
{
    enum agreement_speaker speaker = agreement_speaker(r, &p->g);
    struct err no;

    v->weight = str_format(r->a, "%lld.%02lld", (long long)(v->x.weight.bp / 100), (long long)(v->x.weight.bp % 100));
    v->component = str_format(r->a, "%lld", (long long)v->x.component);
    v->waits = p->draft && (!v->x.agency_ok || !v->x.city_ok);
    v->zero = v->x.has_score && v->x.why.n > 0;
    v->may = p->may_talk;
    v->may_agree = p->may_talk && (speaker == SPEAKS_AGENCY ? !v->x.agency_ok : !v->x.city_ok);
    v->may_appeal = (is(&p->g, "final") || is(&p->g, "appealed")) && speaker == SPEAKS_AGENCY &&
                    actor_check(&r->session.actor, PERM_RESULT_APPROVE, p->g.agency_id, p->g.division, &no);
    agreement_form_make(r, AG_PROPOSE, &v->form);
    agreement_form_fill(r, &v->form, &v->x);
    agreement_form_make(r, AG_REMOVE, &v->remove);
    agreement_form_make(r, AG_APPEAL, &v->appeal);
    v->wrong = mine(c, "propose", v->x.id);
    if (v->wrong)
        v->form = c->form;
    v->appeal_wrong = mine(c, "appeal", v->x.id);
    if (v->appeal_wrong)
        v->appeal = c->form;
    v->form.again = 100 + 3 * at;
    v->remove.again = 101 + 3 * at;
    v->appeal.again = 102 + 3 * at;
}

static void put_items(struct req *r, struct agreement_page *p, const struct rows *rows, const struct agreement_act *c)
{
    struct agreement_item_view *v = ARENA_ARRAY(r->a, struct agreement_item_view, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        v[i].x = ((const struct agreement_item *)rows->p)[i];
        put_item(r, p, c, &v[i], (int)i);
    }
    p->item = v;
    p->item_n = rows->n;
    p->items = VIEW(agreement_item_type, rows, item_cols, tr(r->lang, TR("ตัวชี้วัดในคำรับรอง")));
    p->items.empty = tr(r->lang, TR("ยังไม่มีตัวชี้วัดในคำรับรอง"));
}

/* ---- the draft's findings and forms ---- */

static bool read_draft(struct req *r, struct agreement_page *p, const struct rows *items, const struct rows *components,
                       const struct agreement_act *c, struct err *e)
{
    struct agreement_finding_view *v;
    const struct agreement_finding *f;
    struct rows rows;
    bool clean = true;

    if (!agreement_lint_of(r->db, r->a, &p->g, items, components, &rows, e))
        return false;
    f = rows.p;
    v = ARENA_ARRAY(r->a, struct agreement_finding_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        v[i] = (struct agreement_finding_view){agreement_finding_text(r->a, &f[i], r->lang), f[i].blocks};
        clean &= !f[i].blocks;
    }
    p->finding = v;
    p->finding_n = rows.n;
    put_buttons(r, p, clean);
    agreement_form_make(r, AG_ADD, &p->add);
    agreement_form_make(r, AG_COMPONENT, &p->component);
    p->add_wrong = mine(c, "add", 0);
    p->component_wrong = mine(c, "component", 0);
    if (p->add_wrong)
        p->add = c->form;
    if (p->component_wrong)
        p->component = c->form;
    if (!p->may_talk)
        return true;
    if (!agreement_choices(r->db, r->a, p->g.id, &rows, e))
        return false;
    agreement_form_choices(r, &p->add, &rows);
    p->has_choices = rows.n > 0;
    return true;
}

/* ---- versions, signatures, appeals ---- */

static struct str signature(struct req *r, struct str name, struct str capacity, struct when at)
{
    struct sbuf b;

    if (at.ms == 0)
        return STR_NONE;
    sbuf_init(&b, r->a, 2000);
    sbuf_add(&b, name);
    if (capacity.n) {
        SB_LIT(&b, " \xC2\xB7 ");
        sbuf_add(&b, capacity);
    }
    SB_LIT(&b, " \xC2\xB7 ");
    value_put_text(&b, V(at), r->lang);
    return sbuf_str(&b);
}

static bool read_versions(struct req *r, struct agreement_page *p, const struct rows *items, const struct rows *components,
                          struct err *e)
{
    const struct agreement_version *v;
    struct rows rows;

    if (p->g.number == 0)
        return true;
    if (!agreement_versions(r->db, r->a, p->g.id, &rows, e))
        return false;
    v = rows.p;
    p->has_version = rows.n > 0;
    p->versions = VIEW(agreement_version_type, &rows, version_cols, tr(r->lang, TR("ฉบับที่ตรึงและลายมือชื่อ")));
    if (p->draft || rows.n == 0)
        return true;
    p->intact = agreement_sealed(r->a, &p->g, v, components, items);
    p->broken = !p->intact;
    p->sha = hex_text(r->a, v->sha.p, v->sha.n);
    p->signed_agency = signature(r, v->agency_name, v->agency_capacity, v->agency_at);
    p->signed_city = signature(r, v->city_name, v->city_capacity, v->city_at);
    return true;
}

static bool read_appeals(struct req *r, struct agreement_page *p, const struct agreement_act *c, struct err *e)
{
    struct agreement_appeal_view *v;
    struct rows rows;

    if (!agreement_appeals(r->db, r->a, p->g.id, &rows, e))
        return false;
    v = ARENA_ARRAY(r->a, struct agreement_appeal_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].x = ((const struct agreement_appeal *)rows.p)[i];
        v[i].open = str_eq(v[i].x.state, STR("open"));
        v[i].may = v[i].open && agreement_speaker(r, &p->g) == SPEAKS_CITY;
        agreement_form_make(r, AG_DECIDE, &v[i].form);
        v[i].wrong = c && c->has_form && str_eq(c->event, STR("decide")) && str_eq(c->appeal, v[i].x.code);
        if (v[i].wrong)
            v[i].form = c->form;
        v[i].form.again = 50 + (int)i;
    }
    p->appeal = v;
    p->appeal_n = rows.n;
    return true;
}

/* ---- the sentence that matters ---- */

static struct str lead(struct req *r, const struct agreement *g)
{
    struct str open = money_count_text(r, g->open), total = g->total_text;

    if (is(g, "drafted") && g->items == 0)
        return tr(r->lang, TR("ยังไม่มีตัวชี้วัด เพิ่มตัวชี้วัดหรือนำของปีก่อนมา"));
    if (is(g, "drafted"))
        return SAY(r, TR("กำลังเจรจา: น้ำหนักรวมร้อยละ {weight} ยังไม่ตกลง {open} จาก {all} ตัวชี้วัด"),
                   {STR("{weight}"), money_share_text(r, g->weight.bp)}, {STR("{open}"), open},
                   {STR("{all}"), money_count_text(r, g->items)});
    if (is(g, "negotiated"))
        return g->agency_signed || g->city_signed
                   ? (g->agency_signed ? tr(r->lang, TR("หน่วยงานลงนามแล้ว รอผู้ลงนามของกรุงเทพมหานคร"))
                                       : tr(r->lang, TR("กรุงเทพมหานครลงนามแล้ว รอหัวหน้าหน่วยงานลงนาม")))
                   : tr(r->lang, TR("ตกลงกันแล้ว รอทั้งสองฝ่ายลงนาม"));
    if (is(g, "signed"))
        return tr(r->lang, TR("ลงนามครบแล้ว ยังไม่ได้ประเมิน"));
    if (is(g, "interim"))
        return SAY(r, TR("รอบ 6 เดือนได้ {total} คะแนน จากตัวชี้วัดที่มีคะแนน {n} จาก {all} ตัว"), {STR("{total}"), total},
                   {STR("{n}"), money_count_text(r, g->scored)}, {STR("{all}"), money_count_text(r, g->assessed)});
    if (is(g, "appealed"))
        return SAY(r, TR("คะแนนสิ้นปี {total} มีอุทธรณ์รอวินิจฉัย {n} เรื่อง"), {STR("{total}"), total},
                   {STR("{n}"), money_count_text(r, g->appeals)});
    return SAY(r, TR("คะแนนสิ้นปี {total} จาก 100"), {STR("{total}"), total});
}

static bool read_sides(struct req *r, struct agreement_page *p, struct err *e)
{
    struct rows rows;

    if (!agreement_turns(r->db, r->a, p->g.id, 0, TURNS, &rows, e))
        return false;
    p->turns = VIEW(agreement_turn_type, &rows, turn_cols, tr(r->lang, TR("การเจรจา")));
    p->turns.empty = tr(r->lang, TR("ยังไม่มีการเจรจา"));
    if (!agreement_history(r->db, r->a, p->g.agency_id, &rows, e))
        return false;
    p->history = VIEW(agreement_type, &rows, history_cols, tr(r->lang, TR("คำรับรองของหน่วยงานรายปี")));
    if (p->draft)
        return true;
    if (!agreement_events(r->db, r->a, p->g.id, &rows, e))
        return false;
    p->events = VIEW(agreement_event_type, &rows, event_cols, tr(r->lang, TR("การดำเนินการ")));
    return true;
}

bool agreement_show(struct req *r, struct str code, const struct agreement_act *c, struct str refused, int status,
                    struct reply *ret, struct err *e)
{
    const struct param crumb[] = {{tr(r->lang, TR("คำรับรองการปฏิบัติราชการ")), STR("/agreements")}};
    struct page_head head = {.nav = STR("/agreements"), .crumb = crumb, .ncrumb = 1};
    struct agreement_page page = {.csrf = r->session.csrf, .refused = refused};
    struct rows items, components;

    if (!agreement_get(r->db, r->a, code, &page.g, e))
        return false;
    page.draft = is(&page.g, "drafted");
    if (page.draft ? !agreement_items(r->db, r->a, page.g.id, &items, e)
                   : !agreement_frozen(r->db, r->a, page.g.id, page.g.number, &items, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &agreement_item_type, items.p, items.n, NULL, STR_NONE, code, ret, e);
    if (!agreement_components(r->db, r->a, page.g.id, page.draft ? 0 : page.g.number, &components, e))
        return false;
    page.action = str_format(r->a, "/agreements/%.*s", STR_FMT(code));
    page.title = head.title = str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("คำรับรองการปฏิบัติราชการ ปีงบประมาณ"))),
                                         (long long)page.g.year);
    page.place = page.g.agency_name;
    page.lead = lead(r, &page.g);
    page.assessed = page.g.kind.n > 0;
    page.components = VIEW(agreement_component_type, &components, component_cols, tr(r->lang, TR("องค์ประกอบและน้ำหนัก")));
    if (page.draft ? !read_draft(r, &page, &items, &components, c, e) : !read_appeals(r, &page, c, e))
        return false;
    if (!page.draft)
        put_buttons(r, &page, false);
    put_items(r, &page, &items, c);
    if (!read_versions(r, &page, &items, &components, e) || !read_sides(r, &page, e) ||
        !REPLY_PAGE(r, &head, agreement, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool agreement_page(struct req *r, struct reply *ret, struct err *e)
{
    return agreement_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}
