namespace Kolosal.Feedback;

public class OutcomeSegmentTests
{
    [Fact]
    public void What_was_set_comes_back_with_every_bit()
    {
        var random = new Random(1);
        var segment = new OutcomeSegment();
        var expected = new Dictionary<(Guid, int), double>();
        double[] odd = [0, 250, 251, 255, -1, -0.0, 0.5, 1e300, 3];
        for (int i = 0; i < 2_000; i++)
        {
            var key = (Id(random.Next(40)), random.Next(100_000));
            double actual = odd[random.Next(odd.Length)];
            segment.Set(key.Item1, key.Item2, actual);
            expected[key] = actual;
        }

        var read = OutcomeSegment.Read(segment.Write());
        Assert.Equal(expected.Count, read.Count);
        Assert.All(expected, known => Assert.Equal(
            BitConverter.DoubleToInt64Bits(known.Value), BitConverter.DoubleToInt64Bits(read.Find(known.Key.Item1, known.Key.Item2)!.Value)));
        Assert.Null(read.Find(Id(1), 100_000));
        Assert.Equal(segment.Write(), read.Write());
    }

    /// <summary>By hand: a request of rows 0 and 5 with the classes 1 and 0.</summary>
    [Fact]
    public void Its_bytes_are_those_of_the_remarks()
    {
        var segment = new OutcomeSegment();
        segment.Set(Id(7), 5, 0);
        segment.Set(Id(7), 0, 1);
        string expected = "01" + "01000000" + "00000007" + new string('0', 24) + "02" + "00" + "01" + "05" + "00";
        Assert.Equal(expected, Convert.ToHexStringLower(segment.Write()));
    }

    [Theory]
    [InlineData(1), InlineData(10), InlineData(1_000)]
    public void A_split_keeps_every_row_and_no_request_in_two_parts(int rowsEach)
    {
        var segment = new OutcomeSegment();
        for (int batch = 0; batch < 30; batch++)
            for (int row = 0; row < rowsEach; row++) segment.Set(Id(batch), row, row % 3);
        var parts = segment.Split(100);
        Assert.Equal(segment.Count, parts.Sum(part => part.Part.Count));
        Assert.All(parts, part => Assert.True(part.Part.Count <= Math.Max(50, rowsEach)));
        Assert.Equal(parts.Select(part => part.From).Order(), parts.Select(part => part.From));
        for (int i = 0; i < parts.Length; i++)
        {
            var trimmed = OutcomeSegment.Read(segment.Write());
            trimmed.Trim(parts[i].From, i + 1 < parts.Length ? parts[i + 1].From : null);
            Assert.Equal(parts[i].Part.Write(), trimmed.Write());
        }
    }

    [Fact]
    public void Cut_bytes_and_a_newer_format_are_refused()
    {
        var segment = new OutcomeSegment();
        segment.Set(Id(1), 3, 0.25);
        byte[] bytes = segment.Write();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => OutcomeSegment.Read(bytes[..length]));
        bytes[0] = 2;
        Assert.Throws<InvalidDataException>(() => OutcomeSegment.Read(bytes));
    }

    [Theory]
    [InlineData("good", 1), InlineData("bad", 0), InlineData("Good", null), InlineData(" good", null), InlineData("", null)]
    public void A_class_is_its_label_to_the_letter(string text, int? expected)
    {
        string? wrong = Actuals.Read(text, ["bad", "good"], out double actual);
        Assert.Equal(expected is null, wrong is not null);
        if (expected is { } index) Assert.Equal(index, actual);
        else Assert.Contains("'bad', 'good'", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.5", 12.5), InlineData("-1e3", -1000d), InlineData("NaN", null), InlineData("1e999", null), InlineData("12,5", null)]
    public void A_number_is_finite_and_written_as_in_JSON(string text, double? expected)
    {
        Assert.Equal(expected is null, Actuals.Read(text, [], out double actual) is not null);
        if (expected is { } number) Assert.Equal(number, actual);
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
