using System.Globalization;

namespace Kolosal.Disclosure;

public sealed class TreatmentsTests
{
    private static readonly KeyedDigest Key = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Other = new(new byte[32]);

    [Theory]
    [InlineData("4111-1111-1111-1234", 0, 4, "****-****-****-1234")]
    [InlineData("DE89370400440532013000", 2, 4, "DE****************3000")]
    [InlineData("1234", 0, 4, "****")]
    public void A_mask_keeps_marks_and_the_ends_asked_for(string value, int first, int last, string masked) =>
        Same([masked, null], Treatments.Apply([value, null], new ColumnTreatment.Mask(first, last), Key, "card").Values);

    [Fact]
    public void Pseudonyms_are_consistent_within_a_domain_and_belong_to_the_key()
    {
        var treated = Treatments.Apply(["ann", "bob", "ann"], new ColumnTreatment.Pseudonymise("customer"), Key, "a").Values!;
        Assert.Equal(treated[0], treated[2]);
        Assert.NotEqual(treated[0], treated[1]);
        Assert.Equal(treated[0], Treatments.Apply(["ann"], new ColumnTreatment.Pseudonymise("customer"), Key, "b").Values![0]);
        Assert.NotEqual(treated[0], Key.Pseudonym("other", "ann"));
        Assert.NotEqual(treated[0], Other.Pseudonym("customer", "ann"));
    }

    /// <summary>RFC 4231 has no case of this key; computed with another HMAC: base32 of the first 80 bits.</summary>
    [Fact]
    public void A_pseudonym_is_the_beginning_of_the_hmac()
    {
        using var hmac = new System.Security.Cryptography.HMACSHA256([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        byte[] hash = hmac.ComputeHash("customer\0ann"u8.ToArray());
        var bits = new System.Numerics.BigInteger(hash.AsSpan(0, 10), isUnsigned: true, isBigEndian: true);
        string expected = "";
        for (int i = 15; i >= 0; i--) expected += "abcdefghijklmnopqrstuvwxyz234567"[(int)((bits >> (5 * i)) & 31)];
        Assert.Equal($"p-{expected}", Key.Pseudonym("customer", "ann"));
    }

    [Fact]
    public void Numbers_and_dates_and_texts_are_generalised()
    {
        Same(["[30,40)", "[-10,0)", null], Treatments.Apply(["39.9", "-0.5", null], new ColumnTreatment.Bin(10), Key, "age").Values);
        Same(["1980-02", "1980-Q1", "Y1980"], new[] { "month", "quarter", "year" }.Select(to =>
            Treatments.Apply(["1980-02-29"], new ColumnTreatment.Coarsen(to), Key, "born").Values![0]));
        Same(["130**", "148**"], Treatments.Apply(
            ["13053", "14853"], new ColumnTreatment.Prefix(3), Key, "zip").Values);
        var tree = new ValueHierarchy(new Dictionary<string, ImmutableArray<string>> { ["a"] = ["x"], ["b"] = ["x"], ["c"] = ["y"] });
        var climbed = Treatments.Apply(["a", "c"], new ColumnTreatment.Climb(tree, 1), Key, "h");
        Same(["x", "y"], climbed.Values);
        Assert.Equal((2.0 / 3 + 0) / 2, climbed.Loss, 12);
    }

    [Fact]
    public void Dates_of_one_subject_move_together_and_never_stay()
    {
        string?[] dates = ["2020-01-01", "2020-01-11", "2020-01-01", null], subjects = ["ann", "ann", "bob", "bob"];
        var moved = Treatments.Apply(dates, new ColumnTreatment.ShiftDates(30), Key, "seen", subjects).Values!;
        Assert.Equal(10, (Day(moved[1]) - Day(moved[0])).TotalDays);
        for (int subject = 0; subject < 300; subject++)
        {
            var one = Treatments.Apply(["2020-01-01"], new ColumnTreatment.ShiftDates(30), Key, "seen", [$"s{subject}"]).Values![0];
            double days = (Day(one) - new DateTime(2020, 1, 1)).TotalDays;
            Assert.True(days != 0 && Math.Abs(days) <= 30, $"moved by {days}");
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Noise_has_the_deviation_that_was_asked_for(bool gaussian)
    {
        string?[] zeros = [.. Enumerable.Repeat("0", 20_000)];
        var noisy = Treatments.Apply(zeros, new ColumnTreatment.AddNoise(2, gaussian), Key, "x").Values!
            .Select(v => double.Parse(v!, CultureInfo.InvariantCulture)).ToArray();
        // Standard error of the mean 0.014, of the deviation below 0.03.
        Assert.InRange(noisy.Average(), -0.07, 0.07);
        Assert.InRange(Math.Sqrt(noisy.Average(v => v * v)), 1.9, 2.1);
    }

    [Fact]
    public void A_value_that_is_no_number_is_named_by_its_row_alone()
    {
        var fault = Assert.Throws<ArgumentException>(() => Treatments.Apply(["1", "ann@example.org"], new ColumnTreatment.Bin(1), Key, "x"));
        Assert.Contains("row 2", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ann", fault.Message, StringComparison.Ordinal);
    }

    private static void Same(IEnumerable<string?> expected, IEnumerable<string?>? got) => Assert.Equal(expected, got);

    private static DateTime Day(string? text) => DateTime.Parse(text!, CultureInfo.InvariantCulture);
}
