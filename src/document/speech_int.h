/* speech_int.h - what the files of the speech share; private to document/speech*.c. */
#ifndef PBIS_DOCUMENT_SPEECH_INT_H
#define PBIS_DOCUMENT_SPEECH_INT_H

#include "document/speech_figure.h"

enum speech_kind { SF_TEXT, SF_CASES, SF_MONEY };

enum speech_figure {
#define SPEECH_FIGURE(id, name, kind, th, en) id,
#include "document/speech_figure.def"
#undef SPEECH_FIGURE
    SF_COUNT
};
enum speech_key {
#define SPEECH_KEYED(id, name, th, en) id,
#include "document/speech_figure.def"
#undef SPEECH_KEYED
    SK_COUNT
};

struct speech_facts {
    struct str stage;
    bool demo, partial;
    struct money revenue; /* 0: not set */
    struct date position_day;
    struct money free, cash, debt, tabled; /* MONEY_MISSING: not known */
    int64_t change_id;
};
struct speech_named {
    struct str code, name;
    int64_t sort, id;
    struct money amount, prior;
};
struct speech_list {
    struct speech_named *named;
    size_t n, cap;
};
struct speech_figures {
    struct arena *a;
    struct db *db;
    int64_t year, ordinance, lines;
    struct speech_facts facts;
    struct money total, commerce, special, prior; /* prior: MONEY_MISSING unless every agency's is known */
    struct speech_list list[SK_COUNT];
};
/* What an issued version printed: rows of speech_said. */
struct speech_said {
    struct str code, what, name, value;
};
const struct speech_facts *speech_facts_of(const struct speech_figures *f);
struct str speech_table_words(struct arena *a);

#endif
