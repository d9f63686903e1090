/* position_line.c - /position/lines: the list, one line's story, one entry. */
#include <string.h>

#include "base/arena.h"
#include "execute/holding.h"
#include "execute/ledger.h"
#include "execute/position_story.h"
#include "web/position_page.h"
#include "web/words.h"

enum { PAGE = 50, STORY = 60, REFS = 50 };

static const struct field position_line_out_fields[] = {
    FIELD(struct position_line_out, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct position_line_out, name, 0, "รายการ", "Name"),
    FIELD(struct position_line_out, agency, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct position_line_out, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct position_line_out, output, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct position_line_out, item, 0, "รายจ่าย", "Item"),
    FIELD(struct position_line_out, type, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct position_line_out, fund, 0, "แหล่งเงิน", "Fund"),
    FIELD(struct position_line_out, origin, 0, "รหัสที่มา", "Origin code"),
    FIELD(struct position_line_out, origin_name, 0, "ที่มาของเงิน", "Origin of the money"),
    FIELD(struct position_line_out, approved, 0, "งบประมาณอนุมัติ", "Approved"),
    FIELD(struct position_line_out, current, 0, "งบประมาณหลังปรับโอน", "After transfers"),
    FIELD(struct position_line_out, allotted, 0, "อนุมัติเงินประจำงวด", "Allotted"),
    FIELD(struct position_line_out, reserved, 0, "กันเงินจอง", "Reserved"),
    FIELD(struct position_line_out, obligated, 0, "ก่อหนี้ผูกพัน", "Obligated"),
    FIELD(struct position_line_out, disbursed, 0, "เบิกจ่าย", "Disbursed"),
    FIELD(struct position_line_out, free, 0, "คงเหลือใช้ได้", "Free"),
    FIELD(struct position_line_out, disbursed_rate, 0, "เบิกจ่าย ร้อยละของหลังปรับโอน", "Disbursed, % of after transfers"),
};
const struct row_type position_line_out_type = ROW_TYPE(struct position_line_out, position_line_out_fields);

static const enum pos_dim line_dims[] = {POS_DIM_LINE, POS_DIM_AGENCY, POS_DIM_OUTPUT, POS_DIM_ITEM,
                                         POS_DIM_TYPE, POS_DIM_FUND,   POS_ORIGIN};

static struct position_line_out line_out(const struct position_sum *s)
{
    return (struct position_line_out){.code = s->key[0],
                                      .name = s->name[0],
                                      .agency = s->key[1],
                                      .agency_name = s->name[1],
                                      .output = s->name[2],
                                      .item = s->name[3],
                                      .type = s->name[4],
                                      .fund = s->name[5],
                                      .origin = s->key[6],
                                      .origin_name = s->name[6],
                                      .approved = s->approved,
                                      .current = s->current,
                                      .allotted = s->allotted,
                                      .reserved = s->reserved,
                                      .obligated = s->obligated,
                                      .disbursed = s->disbursed,
                                      .free = s->free,
                                      .disbursed_rate = s->disbursed_rate};
}

/* ---- the list ---- */

static void list_table(struct req *r, struct money_page *p, const struct position_question *q,
                       const struct position_line_out *row, size_t n)
{
    static const struct col cols[] = {
        {"name", COL_LINK, "/position/lines/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
        {"agency_name", COL_PLAIN, NULL, NULL, NULL},         {"origin_name", COL_UNDER, NULL, NULL, NULL},
        {"current", COL_WHOLE, NULL, NULL, NULL},             {"allotted", COL_WHOLE, NULL, NULL, NULL},
        {"obligated", COL_WHOLE, NULL, NULL, NULL},           {"disbursed", COL_WHOLE, NULL, NULL, NULL},
        {"disbursed_rate", COL_BAR, NULL, NULL, TR("เบิกจ่าย (%)")}, {"free", COL_WHOLE, NULL, NULL, NULL},
    };
    struct money_section *s = money_section(p);

    s->id = STR("lines");
    s->title = tr(r->lang, TR("รายการ"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = STR("/position/lines");
    s->query = q->query;
    s->has_table = true;
    s->table = (struct table_view){.type = &position_line_out_type,
                                   .rows = row,
                                   .n = n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีรายการตามที่เลือก")),
                                   .remember = STR("position-lines")};
}

bool position_lines_page(struct req *r, struct reply *ret, struct err *e)
{
    struct position_question q;
    struct position_page page = {POSITION_BY(line_dims, 7, r->lang), req_query(r, "after"),
                                 r->format == FORMAT_HTML ? PAGE : 1000};
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct position_table t, all;
    struct position_line_out *row;
    struct str next = STR_NONE;

    if (position_away(r, false, position_lines_page, ret, e)) {
        return true;
    }
    if (!position_question(r, &q, e) ||
        !position_lines(r->server->position, r->db, r->a, &q.filter, &page, &t, e)) {
        return false;
    }
    row = ARENA_ARRAY(r->a, struct position_line_out, t.n);
    for (size_t i = 0; i < t.n; i++) {
        row[i] = line_out(&t.row[i]);
    }
    next = t.more ? row[t.n - 1].code : STR_NONE;
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &position_line_out_type, row, t.n, NULL, next,
                           str_format(r->a, "position-lines-%lld", (long long)r->year), ret, e);
    }
    if (!position_get(r->server->position, r->db, r->a, &q.filter, POSITION_BY(NULL, 0, r->lang), &all, e) ||
        !position_filter_form(r, p, "/position/lines", true, e)) {
        return false;
    }
    p->title = tr(r->lang, TR("รายการที่บริหารอยู่"));
    p->lead = SAY(r, TR("{n} รายการ หลังปรับโอน {current} ล้านบาท เบิกจ่ายแล้ว {paid} ล้านบาท ณ {day}"),
                  {STR("{n}"), money_count_text(r, all.total.lines)},
                  {STR("{current}"), money_million_text(r, all.total.current)},
                  {STR("{paid}"), money_million_text(r, all.total.disbursed)},
                  {STR("{day}"), money_day_text(r, q.as_of)});
    position_tabs(r, p, "/position/lines");
    list_table(r, p, &q, row, t.n);
    if (t.more) {
        p->next = str_format(r->a, "/position/lines?%.*safter=%.*s", STR_FMT(q.query), STR_FMT(next));
    }
    return money_show(r, p, "/position", 200, ret, e);
}

/* ---- one line ---- */

static void put_story(struct req *r, struct money_page *p, const struct rows *rows, size_t left, struct str code,
                      struct str query)
{
    static const struct col cols[] = {
        {"on_date", COL_PLAIN, NULL, NULL, NULL},
        {"type", COL_WORD, "entry_act", NULL, NULL},
        {"ref", COL_LINK, "", "paper", NULL},
        {"seq", COL_LINK, "/position/entries/", "seq", NULL},
        {"amount", COL_SIGNED, NULL, NULL, NULL},
        {"free", COL_WHOLE, NULL, NULL, NULL},
        {"obligated", COL_WHOLE, NULL, NULL, NULL},
        {"disbursed", COL_WHOLE, NULL, NULL, NULL},
        {"unallotted", COL_WHOLE, NULL, NULL, TR("ยังไม่อนุมัติงวด")},
        {"reserved", COL_WHOLE, NULL, NULL, NULL},
        {"authority", COL_PLAIN, NULL, NULL, NULL},
        {"other_code", COL_LINK, "/position/lines/", "other_code", NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL},
    };
    const struct story_row *row = rows->p;
    struct money_section *s = money_section(p);

    s->id = STR("story");
    s->title = tr(r->lang, TR("รายการเคลื่อนไหว และยอดหลังแต่ละรายการ"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/position/lines/%.*s", STR_FMT(code));
    s->query = query;
    s->note = tr(r->lang, TR("ใหม่สุดอยู่บน รายการบัญชีแก้ไขไม่ได้ การแก้คือรายการกลับด้าน"));
    s->has_table = true;
    s->table = (struct table_view){.type = &story_row_type,
                                   .rows = row,
                                   .n = rows->n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีรายการเคลื่อนไหว")),
                                   .remember = STR("position-story")};
    if (left) {
        p->next = str_format(r->a, "/position/lines/%.*s?%.*sbefore=%lld", STR_FMT(code), STR_FMT(query),
                             (long long)row[rows->n - 1].seq);
    }
}

static bool put_refs(struct req *r, struct money_page *p, int64_t line_id, struct err *e)
{
    static const struct col cols[] = {
        {"ref", COL_LINK, "/contracts?q=", "ref", TR("เลขที่อ้างอิง")},
        {"reserved", COL_PLAIN, NULL, NULL, NULL},
        {"obligated", COL_PLAIN, NULL, NULL, NULL},
        {"disbursed", COL_PLAIN, NULL, NULL, NULL},
    };
    struct holding_page page = {.line_id = line_id, .from_start = true, .limit = REFS};
    struct money_section *s;
    struct rows rows;

    if (!holding_list(r->db, r->a, &page, &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        return true;
    }
    s = money_section(p);
    s->id = STR("refs");
    s->title = tr(r->lang, TR("เงินที่แต่ละสัญญาหรือใบจองถืออยู่"));
    s->unit = tr(r->lang, TR("บาท"));
    s->note = tr(r->lang, TR("ยอดปัจจุบัน ก่อหนี้คือที่ยังค้างจ่าย ขีดคือเบิกตรงโดยไม่มีสัญญา"));
    s->has_table = true;
    s->table = (struct table_view){.type = &holding_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title};
    return true;
}

static void put_line_facts(struct req *r, struct money_page *p, const struct position_sum *s)
{
    money_fact(p, tr(r->lang, TR("หลังปรับโอน (บาท)")), money_text(r->a, s->current, MONEY_WHOLE),
               SAY(r, TR("อนุมัติ {approved}"), {STR("{approved}"), money_text(r->a, s->approved, MONEY_WHOLE)}));
    money_fact(p, tr(r->lang, TR("ใช้ได้ขณะนี้ (บาท)")), money_text(r->a, s->free, MONEY_WHOLE),
               SAY(r, TR("เงินประจำงวด {allotted}"), {STR("{allotted}"), money_text(r->a, s->allotted, MONEY_WHOLE)}));
    money_fact(p, tr(r->lang, TR("ก่อหนี้ค้างจ่าย (บาท)")), money_text(r->a, s->obligated, MONEY_WHOLE),
               SAY(r, TR("กันเงินจอง {reserved}"), {STR("{reserved}"), money_text(r->a, s->reserved, MONEY_WHOLE)}));
    money_fact(p, tr(r->lang, TR("เบิกจ่าย (บาท)")), money_text(r->a, s->disbursed, MONEY_WHOLE),
               SAY(r, TR("ร้อยละ {rate} ของหลังปรับโอน"), {STR("{rate}"), money_share_text(r, s->disbursed_rate.bp)}));
}

static bool read_line(struct req *r, const struct position_question *q, struct position_sum *ret, struct err *e)
{
    const struct position_where where = {POS_DIM_LINE, r->seg[0]};
    struct position_filter f = q->filter;
    struct position_table t;

    f.year = 0;
    f.where = &where;
    f.nwhere = 1;
    if (!position_get(r->server->position, r->db, r->a, &f, POSITION_BY(line_dims, 7, r->lang), &t, e)) {
        return false;
    }
    *ret = t.n ? t.row[0] : t.total;
    return true;
}

bool position_line_page(struct req *r, struct reply *ret, struct err *e)
{
    struct story_ask ask = {.limit = r->format == FORMAT_HTML ? STORY : 1000};
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct position_question q;
    struct position_sum sum;
    struct rows rows;
    size_t left;

    if (position_away(r, false, position_line_page, ret, e)) {
        return true;
    }
    if (!position_line_id(r->db, r->a, r->seg[0], &ask.line_id, e) || !position_question(r, &q, e) ||
        !req_int(r, "before", 0, INT64_MAX, 0, &ask.before, e)) {
        return false;
    }
    ask.as_of = q.filter.as_of;
    if (!line_story(r->db, r->a, &ask, &rows, &left, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &story_row_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "position-%.*s", STR_FMT(r->seg[0])), ret, e);
    }
    if (!read_line(r, &q, &sum, e)) {
        return false;
    }
    p->title = sum.name[0].n ? sum.name[0] : r->seg[0];
    p->lead = SAY(r, TR("{code} · {agency} · {item} · {fund} · {origin} ใช้ได้อีก {free} บาท ณ {day}"),
                  {STR("{code}"), r->seg[0]}, {STR("{agency}"), sum.name[1]}, {STR("{item}"), sum.name[3]},
                  {STR("{fund}"), sum.name[5]}, {STR("{origin}"), sum.name[6]},
                  {STR("{free}"), money_text(r->a, sum.free, MONEY_WHOLE)}, {STR("{day}"), money_day_text(r, q.as_of)});
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("ฐานะและรายการเคลื่อนไหว")),
                                             str_format(r->a, "/position/lines/%.*s", STR_FMT(r->seg[0])), true};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("คำขอและการคิดราคา")),
                                             str_format(r->a, "/lines/%.*s", STR_FMT(r->seg[0])), false};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("รายการข้ามปี")),
                                             str_format(r->a, "/lineage/%.*s", STR_FMT(r->seg[0])), false};
    put_line_facts(r, p, &sum);
    if (!put_refs(r, p, ask.line_id, e)) {
        return false;
    }
    put_story(r, p, &rows, left, r->seg[0], q.query);
    return money_show(r, p, "/position", 200, ret, e);
}

/* ---- one entry ---- */

struct entry_field {
    struct str name, value, code;
};
static const struct field entry_field_fields[] = {
    FIELD(struct entry_field, name, FIELD_KEY, "ข้อมูล", "Field"),
    FIELD(struct entry_field, value, 0, "ค่า", "Value"),
    COL(struct entry_field, code),
};
static const struct row_type entry_field_type = ROW_TYPE(struct entry_field, entry_field_fields);

static struct str bucket_label(struct req *r, int64_t b)
{
    return word_label("bucket", str_from(bucket_word((enum bucket)b)), r->lang);
}

static size_t entry_fields(struct req *r, const struct entry_one *x, struct entry_field *f)
{
    struct sbuf b;
    size_t n = 0;

    f[n++] = (struct entry_field){tr(r->lang, TR("รายการเคลื่อนไหว")), word_label("entry_act", x->type, r->lang), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("วันที่")), money_day_text(r, x->on_date), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("จำนวนเงิน (บาท)")), money_text(r->a, x->amount, MONEY_COMMAS), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("จาก")), bucket_label(r, x->from_bucket), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("ไป")), bucket_label(r, x->to_bucket), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("เลขที่อ้างอิง")), x->ref, STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("อำนาจ")), x->authority, STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("เหตุผล")), x->note, STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("ผู้บันทึก")), x->by_user, STR_NONE};
    sbuf_init(&b, r->a, 64);
    when_put(&b, x->at, r->lang);
    f[n++] = (struct entry_field){tr(r->lang, TR("บันทึกเมื่อ")), sbuf_str(&b), STR_NONE};
    f[n++] = (struct entry_field){tr(r->lang, TR("คีย์กันซ้ำ")), x->key, STR_NONE};
    sbuf_init(&b, r->a, 80);
    for (size_t i = 0; i < x->hash.n; i++) {
        sbuf_printf(&b, "%02x", x->hash.p[i]);
    }
    f[n++] = (struct entry_field){tr(r->lang, TR("ลายนิ้วมือในสายบัญชี")), sbuf_str(&b), STR_NONE};
    return n;
}

static void entry_links(struct req *r, struct money_page *p, const struct entry_one *x)
{
    money_note(p, SAY(r, TR("รายการ {name}"), {STR("{name}"), x->line_name}),
               str_format(r->a, "/position/lines/%.*s", STR_FMT(x->line_code)), x->line_code);
    if (x->to_line_code.n) {
        money_note(p, SAY(r, TR("ไปยังรายการ {name}"), {STR("{name}"), x->to_line_name}),
                   str_format(r->a, "/position/lines/%.*s", STR_FMT(x->to_line_code)), x->to_line_code);
    }
    if (x->reversed_by) {
        money_note(p, tr(r->lang, TR("ถูกกลับด้านแล้วโดย")),
                   str_format(r->a, "/position/entries/%lld", (long long)x->reversed_by),
                   str_format(r->a, "%lld", (long long)x->reversed_by));
    }
    if (x->reverses) {
        money_note(p, tr(r->lang, TR("เป็นรายการกลับด้านของ")),
                   str_format(r->a, "/position/entries/%lld", (long long)x->reverses),
                   str_format(r->a, "%lld", (long long)x->reverses));
    }
}

bool position_entry_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL}, {"value", COL_PLAIN, NULL, NULL, NULL}};
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct entry_field *f = ARENA_ARRAY(r->a, struct entry_field, 16);
    struct money_section *s;
    struct entry_one x;
    int64_t seq = 0;

    for (size_t i = 0; i < r->seg[0].n && i < 18; i++) {
        char c = r->seg[0].p[i];

        seq = c >= '0' && c <= '9' && seq >= 0 ? seq * 10 + (c - '0') : -1;
    }
    if (!entry_one(r->db, r->a, seq, &x, e)) {
        return false;
    }
    p->title = SAY(r, TR("รายการบัญชีที่ {seq}"), {STR("{seq}"), str_format(r->a, "%lld", (long long)x.seq)});
    p->lead = SAY(r, TR("{act} {amount} บาท เมื่อ {day} โดย {who}"), {STR("{act}"), word_label("entry_act", x.type, r->lang)},
                  {STR("{amount}"), money_text(r->a, x.amount, MONEY_COMMAS)},
                  {STR("{day}"), money_day_text(r, x.on_date)}, {STR("{who}"), x.by_user});
    entry_links(r, p, &x);
    s = money_section(p);
    s->id = STR("entry");
    s->title = tr(r->lang, TR("ทั้งรายการ"));
    s->has_table = true;
    s->table = (struct table_view){.type = &entry_field_type,
                                   .rows = f,
                                   .n = entry_fields(r, &x, f),
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = s->title};
    return money_show(r, p, "/position", 200, ret, e);
}
