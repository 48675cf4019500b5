namespace Kolosal.Feedback;

public class FeedbackStateTests
{
    [Fact]
    public void Every_id_has_one_place_whatever_order_segments_come_in()
    {
        var state = new FeedbackState();
        Assert.Equal((0, 0), (state.PlaceOf(Id(5)), state.PlaceOf(Guid.Empty)));
        Assert.Equal([1, 2, 3], [state.Add(Id(30)), state.Add(Id(10)), state.Add(Id(20))]);
        Assert.Equal([0, 2, 3, 1], state.Segments.Select(segment => segment.Number));
        Assert.Equal([0, 0, 1, 1, 2, 3, 3], new[] { 0, 9, 10, 19, 20, 30, 99 }.Select(id => state.PlaceOf(Id(id))));
        Assert.Equal((Id(10), null), (state.Until(0), state.Until(3)));
    }

    [Fact]
    public void Segments_whose_requests_are_all_too_old_go_and_the_last_stays()
    {
        var state = new FeedbackState();
        foreach (int from in (int[])[10, 20, 30]) state.Add(Id(from));
        Assert.Empty(state.Drop(Id(9)));
        Assert.Equal([0, 1], state.Drop(Id(25)));
        Assert.Equal([2], state.Drop(Id(99)));
        Assert.Equal([3], state.Segments.Select(segment => segment.Number));
        Assert.Equal((0, Guid.Empty), (state.PlaceOf(Id(1)), state.From(0)));
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
