"""What can stand in a slot; a value may hold words of other kinds: `half past {hour}`."""

from __future__ import annotations

# Names of people, places and works have every so many values that training does not show.
WITHHELD_EVERY = 10

# `_` is a space. Words that give one request away occur in the particulars of others.
_OPEN = """
city: oslo bergen london paris rome milan vienna berlin hamburg madrid lisbon dublin prague \
zurich geneva new_york san_francisco los_angeles hong_kong athens warsaw krakow copenhagen \
stockholm helsinki budapest brussels antwerp porto seville naples florence lyon nice munich \
cologne edinburgh glasgow york bath victoria saint_john
person: anna paul rose mark emma jack may frank grace peter clara hugo ruth max nora felix ivy \
leo paris florence victoria mum dad grandma my_boss my_sister my_brother aunt_ruth uncle_leo \
doctor_miller doctor_bell mrs_young mr_winter the_dentist the_plumber the_office the_school \
anna_berg paul_winter rose_hill
artist: anna_berg paul_winter rose mark_and_the_lights the_night_trains grace_hill emma jack_rain \
the_kitchen_band clara_moon the_ten_degrees may_and_june victoria_stone the_quiet_alarm felix_sun \
london_rain the_paper_boats florence nora_young the_second_class hugo_brass the_long_weekend \
aunt_ruth the_blue_lamps
song: last_train_to_paris call_me_on_sunday ten_minutes snow_in_may the_bedroom_light \
wake_me_at_noon letter_to_anna half_past_seven rain_in_the_kitchen two_tickets_home \
turn_on_the_night the_weather_in_lisbon milk_and_honey a_message_for_you twenty_degrees rose \
next_stop_vienna lights_out tell_me_when remind_me_of_you the_shopping_list friday_morning \
set_the_table seven_o'clock_rain no_alarm my_sister's_piano send_my_love the_way_to_rome \
play_it_again_grandma cold_coffee put_me_on_the_train
item: milk bread butter eggs cheese rice pasta tomatoes apples bananas orange_juice mineral_water \
olive_oil toilet_paper light_bulbs batteries candles coffee green_tea dark_chocolate dog_food \
washing_powder salt paper_cups sun_cream train_tickets a_kitchen_timer an_alarm_clock garlic \
frozen_pizza a_desk_lamp a_birthday_card a_travel_guide
errand: call_the_dentist book_a_hotel text_anna buy_train_tickets set_the_alarm check_the_weather \
write_to_grandma wake_the_children_early play_chess_with_paul remind_dad_of_the_exam \
turn_off_the_heating ring_the_school make_a_playlist find_a_flight_to_rome time_the_run \
send_the_parcel book_seats_for_the_concert set_the_kitchen_timer tell_mum_about_the_party \
look_up_the_trains phone_the_plumber
task: water_the_plants call_the_dentist pay_the_rent play_the_piano turn_off_the_oven \
text_my_sister pick_up_the_children book_a_table wash_the_car check_the_weather_in_oslo \
set_the_alarm_system buy_two_tickets_to_rome take_my_pills write_to_mum add_salt_to_the_soup \
close_the_windows charge_my_phone ring_the_school clean_the_kitchen send_a_message_to_the_boss \
wake_the_children turn_down_the_heating meet_paul_at_the_station put_milk_on_the_list \
tell_anna_about_the_train switch_on_the_dishwasher renew_my_passport play_something_for_grandma \
iron_my_shirts call_anna_back set_a_timer_for_the_cake book_the_flight_to_lisbon \
look_up_the_forecast listen_to_the_new_playlist reserve_seats_on_the_ferry make_a_shopping_list \
turn_the_lights_on look_up_{vehicles}_to_{city} buy_{count}_tickets_to_{city} \
set_the_{room}_to_{temperature} send_{friend}_the_list wake_{friend}_at_{hour} \
play_music_for_{friend} buy_{count}_kilos_of_apples turn_off_the_{device}_in_the_{room} \
ask_about_the_weather_in_{city}
clause: i_will_be_late the_train_leaves_at_nine dinner_is_ready i_am_on_my_way the_alarm_went_off \
we_need_milk it_is_snowing_in_oslo the_meeting_is_on_friday i_am_in_the_kitchen \
we_will_arrive_in_ten_minutes the_lights_are_still_on i_missed_the_bus_to_bergen \
it_will_be_ten_degrees_on_sunday i_set_a_timer_for_the_cake the_weather_is_lovely \
i_bought_two_tickets_to_rome the_flight_is_at_noon the_shopping_list_is_on_the_table \
the_forecast_says_rain we_have_seats_on_the_night_train \
the_{transport}_to_{city}_leaves_at_{hour} it_is_{degree}_degrees_in_the_{room} \
we_have_{count}_tickets_to_{city} i_will_call_in_{small}_minutes the_alarm_is_set_for_{time} \
the_{device}_in_the_{room}_is_still_on it_is_{felt}_in_{city} we_arrive_in_{city}_at_{time} \
i_need_to_speak_to_{friend} the_timer_says_{small}_minutes
phrase: please_turn_on_the_heating happy_birthday can_you_call_me_at_six \
do_not_forget_the_tickets remind_the_children_to_eat thank_you_for_the_playlist \
play_something_nice_tonight see_you_tomorrow wake_me_at_seven call_a_doctor add_salt_to_the_soup \
good_luck_with_the_exam turn_off_the_radio i_miss_you set_the_alarm_for_six \
let_us_meet_at_half_past_six put_the_oven_on remind_me_of_the_party buy_{count}_bottles_of_milk \
set_the_{device}_to_half play_some_{genre}_at_the_party
dish: pasta pizza tea rice cake laundry bread apple_pie chicken soup green_tea washing_machine \
nap workout homework frozen_pizza phone_call piano_lesson
"""
_CLOSED = """
dishes: eggs potatoes noodles
liquid: milk orange_juice mineral_water olive_oil apple_juice
vegetable: potatoes onions tomatoes apples carrots
packed: rice coffee green_tea batteries candles dark_chocolate
spread: honey peanut_butter olives
bottles: bottles
kilos: kilos
packs: packs boxes bags
jars: jars
transport: train bus flight ferry night_train coach express_train
vehicles: trains buses flights ferries night_trains coaches
travel_class: first_class second_class business_class economy
room: kitchen living_room bedroom bathroom guest_room children's_room study hall garage cellar \
dining_room
device: radio heating fan desk_lamp floor_lamp coffee_machine dishwasher air_conditioning \
alarm_system tv projector night_light oven printer ceiling_light
friend: anna paul emma jack clara hugo
lights: lights
lamp: desk_lamp floor_lamp night_light ceiling_light
loud: radio tv
genre: jazz rock classical_music folk_music piano_music pop blues dance_music country hip_hop
playlist: morning party dinner running sunday_afternoon rainy_day road_trip work quiet_night
list_name: shopping to_do party packing hardware_store birthday kitchen weekend
weather: rain snow fog hail
sky: sunny windy cold warm cloudy foggy freezing hot
felt: windy cold warm hot
hour: one two three four five six seven eight nine ten eleven twelve
small: two three five six seven eight ten twelve fifteen twenty thirty forty forty_five ninety
tens: thirty forty forty_five ninety
day: today tomorrow tomorrow the_day_after_tomorrow this_weekend next_{weekday} this_{weekday}
weekday: monday tuesday wednesday thursday friday saturday sunday
dated: {weekday} {weekday} {weekday} the_{ordinal}_of_{month} {month}_{ordinal}
ordinal: first second third fourth fifth tenth twelfth fifteenth twentieth
month: january march april may june july august october december
time: {hour} {hour} {hour} half_past_{hour} quarter_past_{hour} quarter_to_{hour} {hour}_o'clock \
{hour}_pm {digit}_am {digit}_pm {digit}:30 {digit}:15 {digit}:45 noon midnight \
{hour}_in_the_morning {hour}_thirty ten_past_{hour} twenty_to_{hour}
digit: 1 2 3 4 5 6 7 8 9 10 11
count: two two three four five six eight ten 2 3 4 5 6 12 a_dozen
duration: {small}_minutes {small}_minutes {small}_minutes an_hour half_an_hour two_hours \
three_hours a_quarter_of_an_hour {tens}_seconds an_hour_and_a_half 20_minutes 45_minutes \
90_seconds
degree: fifteen sixteen eighteen nineteen twenty twenty_one twenty_two twenty_three 16 18 19 20 \
21 22 24
temperature: {degree}_degrees {degree}_degrees {degree}
level: {percent}_percent half {percent}_percent
percent: ten twenty thirty fifty seventy eighty ninety 20 25 30 50 60 75 80
"""


def _kinds(text: str) -> dict[str, list[str]]:
    named = (row.partition(": ") for row in text.strip().splitlines())
    return {
        name: [entry.replace("_", " ") for entry in entries.split()] for name, _, entries in named
    }


_OPEN_KINDS = _kinds(_OPEN)
VALUES = _OPEN_KINDS | _kinds(_CLOSED)
# Values that stand in no slot of their kind in training.
WITHHELD = {
    kind: frozenset(entries[WITHHELD_EVERY - 1 :: WITHHELD_EVERY])
    for kind, entries in _OPEN_KINDS.items()
}
