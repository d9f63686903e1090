/* scenario_parts.c - what the pages of a scenario share. */
#include "base/arena.h"
#include "base/exact.h"
#include "web/scenario_page.h"
#include "web/words.h"

bool scenario_of(struct req *r, struct scenario_row *ret, struct err *e)
{
    return scenario_open(r->db, r->a, r->year, r->seg[0], &r->session.actor, ret, e);
}

struct str scenario_at(struct req *r, struct str name, const char *tail)
{
    return str_format(r->a, "/allocation/%.*s%s", STR_FMT(name), tail);
}

size_t scenario_tabs(struct req *r, struct str name, const char *current, struct money_link *ret)
{
    static const struct {
        const char *tail, *label;
    } tab[] = {
        {"", TR("กรอบและผล")},
        {"/rules", TR("กฎเพิ่มเติม")},
        {"/frontier", TR("เส้นคุ้มค่า")},
        {"/compare", TR("เทียบฉากทัศน์")},
        {"/ranking", TR("เทียบการจัดลำดับ")},
        {"/weights", TR("น้ำหนักเกณฑ์ ±20%")},
        {"/pins", TR("กำหนดด้วยมือ")},
        {"/settings", TR("แตกสาขา แบ่งปัน รวม")},
    };

    for (size_t i = 0; i < ARRAY_LEN(tab); i++)
        ret[i] = (struct money_link){tr(r->lang, tab[i].label), scenario_at(r, name, tab[i].tail),
                                     str_eq(str_from(tab[i].tail), str_from(current))};
    return ARRAY_LEN(tab);
}

static struct str put(struct req *r, int64_t millionths, const char *plus)
{
    struct sbuf b;
    struct html h = {.out = &b, .lang = r->lang};

    sbuf_init(&b, r->a, 200);
    if (millionths > 0)
        sbuf_add(&b, str_from(plus));
    score_put(&h, millionths);
    return sbuf_str(&b);
}

struct str score_say(struct req *r, int64_t millionths)
{
    return put(r, millionths, "");
}

struct str score_change_say(struct req *r, int64_t millionths)
{
    return put(r, millionths, "+");
}

struct str money_change_say(struct req *r, struct money m)
{
    return str_format(r->a, "%s%.*s", m.satang > 0 ? "+" : "", STR_FMT(money_million_text(r, m)));
}

struct str scenario_setting_name(struct req *r, const struct naming *names, struct str part,
                                 struct str key)
{
    struct ceiling_row c = {0};
    size_t k = 0;

    if (!str_eq(part, STR("ceiling")))
        return key;
    while (k < key.n && key.p[k] != ':')
        k++;
    c.dim = str_slice(key, 0, k);
    c.code = k < key.n ? str_slice(key, k + 1, key.n) : STR_NONE;
    return ceiling_name(names, &c, r->lang);
}

/* "7900000000|" as people read it. */
struct str scenario_setting_text(struct req *r, struct str part, struct str content)
{
    struct str tail;
    int64_t satang;
    size_t bar = 0;

    if (!content.n)
        return STR("–");
    if (str_eq(part, STR("pin")))
        return word_label("pin", content, r->lang);
    if (!str_eq(part, STR("ceiling")))
        return content;
    while (bar < content.n && content.p[bar] != '|')
        bar++;
    tail = bar < content.n ? str_slice(content, bar + 1, content.n) : STR_NONE;
    content = str_slice(content, 0, bar);
    if (content.n && exact_parse_decimal(content, 0, &satang))
        content = money_text(r->a, MONEY(satang), MONEY_WHOLE);
    if (tail.n && exact_parse_decimal(tail, 0, &satang))
        return SAY(r, TR("{max} ขั้นต่ำ {min}"), {STR("{max}"), content},
                   {STR("{min}"), money_text(r->a, MONEY(satang), MONEY_WHOLE)});
    return content.n ? content : STR("–");
}
