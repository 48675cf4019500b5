namespace Kolosal.Audit;

public class TilePathTests
{
    /// <summary>The second is the example of C2SP tlog-tiles.</summary>
    [Theory, InlineData("0/000", 0, 0, 256), InlineData("0/x001/x234/067", 0, 1_234_067, 256), InlineData("1/x001/000.p/17", 1, 1_000, 17),
        InlineData("entries/003.p/1", null, 3, 1)]
    public void An_address_names_level_number_and_width(string path, int? level, long index, int width)
    {
        Assert.True(TilePath.TryParse(path, out var tile));
        Assert.Equal(new(level, index, width), tile);
        Assert.Equal(path, tile.ToString());
    }

    [Theory, InlineData(""), InlineData("0"), InlineData("0/0"), InlineData("0/x000/001"), InlineData("7/000"), InlineData("0/001/002"),
        InlineData("0/000.p/256"), InlineData("0/000.p/0"), InlineData("0/000.p/01"), InlineData("00/000"), InlineData("data/000"),
            InlineData("0/00a")]
    public void Another_address_names_nothing(string path) => Assert.False(TilePath.TryParse(path, out _));
}
