/* demo_front.c - see demo_front.h. */
#include "exchange/demo_front.h"

#include "exchange/demo_city.h"
#include "sql_exchange.h"
#include "store/store.h"

bool demo_front(struct act *by, int64_t year, struct err *e)
{
    struct demo_city c = {0};
    struct chance none = {0};
    int64_t rows;

    return demo_city_load(by->tx->db, by->a, year, &c, e) &&
           db_exec(by->tx->db, &Q_DEMO_FRONT,
                   ARGS(V(year), V(demo_text(&c, &none, STR("past_source")))), &rows, e);
}
