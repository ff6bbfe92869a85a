-- {rows}, {events}, {hour} and {period} are those of the table that is asked, as in all files here.
SELECT province, '', {events} FROM {rows} WHERE {period} AND action = 2 GROUP BY province
