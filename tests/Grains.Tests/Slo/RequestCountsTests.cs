namespace Kolosal.Slo;

public class RequestCountsTests
{
    [Fact]
    public void Windows_hold_what_a_plain_list_holds()
    {
        var random = new Random(2);
        var counts = RequestCounts.Over(2);
        var all = new List<(long Minute, bool Bad)>();
        long minute = 1_000_000;
        for (int i = 0; i < 5000; i++)
        {
            if (random.Next(10) == 0) minute += random.Next(3) == 0 ? random.Next(200) : random.Next(3);
            bool bad = random.Next(20) == 0;
            counts.Add(minute, bad);
            all.Add((minute, bad));
            if (i % 50 != 0) continue;
            foreach (int window in new[] { 1, 5, 60, 360 })
            {
                var inside = all.Where(r => r.Minute > minute - window).ToArray();
                Assert.Equal((inside.Length, inside.Count(r => r.Bad)), counts.Recent(minute, window));
            }
            var inWindow = all.Where(r => r.Minute / 60 > minute / 60 - 48).ToArray();
            Assert.Equal((inWindow.Length, inWindow.Count(r => r.Bad)), counts.Window(minute));
        }
    }

    [Fact]
    public void A_window_that_passed_is_empty()
    {
        var counts = RequestCounts.Over(1);
        counts.Add(1000, bad: true);
        Assert.Equal((0, 0), counts.Recent(1000 + 360, 360));
        Assert.Equal((0, 0), counts.Window(1000 + 25 * 60));
    }

    [Fact]
    public void A_request_from_the_past_is_counted_where_it_belongs()
    {
        var counts = RequestCounts.Over(1);
        counts.Add(1000, bad: false);
        counts.Add(990, bad: true);
        Assert.Equal((1, 0), counts.Recent(1000, 5));
        Assert.Equal((2, 1), counts.Recent(1000, 11));
    }

    [Fact]
    public void Windows_of_days_hold_what_a_plain_list_holds_to_the_hour()
    {
        var random = new Random(4);
        var counts = RequestCounts.Over(1);
        var all = new List<(long Minute, bool Bad)>();
        long minute = 2_000_000;
        for (int i = 0; i < 3000; i++)
        {
            minute += random.Next(20);
            bool bad = random.Next(10) == 0;
            counts.Add(minute, bad);
            all.Add((minute, bad));
            if (i % 100 != 0) continue;
            foreach (int hours in new[] { 24, 72 })
            {
                var inside = all.Where(r => r.Minute / 60 > minute / 60 - hours).ToArray();
                Assert.Equal((inside.Length, inside.Count(r => r.Bad)), counts.Recent(minute, hours * 60));
            }
            var day = all.Where(r => r.Minute / 60 > minute / 60 - 24).ToArray();
            Assert.Equal((day.Length, day.Count(r => r.Bad)), counts.Window(minute));
        }
    }

    [Fact]
    public void What_turns_out_to_be_good_is_taken_back()
    {
        var counts = RequestCounts.Over(1);
        counts.Add(1000, 3, 2);
        counts.Add(1010, 0, -1);
        Assert.Equal((3, 1), counts.Recent(1010, 60));
        Assert.Equal((0, 0), counts.Recent(1010, 5)); // the correction alone is no event, and no negative one
    }

    [Fact]
    public void Counts_that_an_earlier_program_stored_go_on()
    {
        // Without a length of the window the ring was the window.
        var counts = new RequestCounts { HourTotals = new long[48], HourBads = new long[48] };
        counts.Add(0, bad: true);
        Assert.Equal((1, 1), counts.Window(47 * 60));
        Assert.Equal((0, 0), counts.Window(48 * 60));
        Assert.Equal((1, 1), counts.Recent(47 * 60, 4_320));
    }
}
