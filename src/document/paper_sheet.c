#include "document/paper_sheet.h"

#include "base/arena.h"
#include "base/sheet.h"

struct fact_row {
    struct str name, value;
};
static const struct field fact_fields[] = {
    FIELD(struct fact_row, name, FIELD_KEY, "รายการ", "Item"),
    FIELD(struct fact_row, value, 0, "ข้อมูล", "Value"),
};
static const struct row_type fact_type = ROW_TYPE(struct fact_row, fact_fields);

struct str paper_sheet_note(struct arena *a, const struct paper_info *info)
{
    struct str mark = info->demo      ? paper_word(PT_DEMO_MARK)
                      : info->partial ? paper_word(PT_PARTIAL_MARK)
                                      : info->title;

    return info->draft ? str_format(a, "%.*s \xC2\xB7 %.*s", STR_FMT(paper_word(PT_DRAFT_MARK)),
                                    STR_FMT(mark))
                       : mark;
}

void paper_sheet_facts(struct sheet *s, struct arena *a, const struct paper_info *info,
                       struct money total)
{
    const struct fact_row row[] = {
        {paper_word(PT_FACT_KIND), info->title},
        {paper_word(PT_FACT_OF), info->subject},
        {paper_word(PT_FACT_STATE), paper_word(info->draft ? PT_FACT_DRAFT : PT_FACT_FINAL)},
        {paper_word(PT_FACT_TOTAL), paper_money(a, total)},
        {paper_word(PT_FACT_NUMBER), info->number},
        {paper_word(PT_FACT_VERSION), str_format(a, "%lld", (long long)info->version)},
        {paper_word(PT_FACT_ISSUED), paper_day(a, info->issued)},
        {paper_word(PT_FACT_CODE), info->code},
        {paper_word(PT_FACT_URL), info->url},
        {paper_word(PT_FACT_DIGEST), info->digest},
    };

    sheet_table(s, paper_word(PT_SHEET_FACTS), paper_sheet_note(a, info), &fact_type, LANG_TH);
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        sheet_row(s, &row[i]);
}
