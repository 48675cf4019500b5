using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing.TextColumns;

/// <summary>Texts and hashed categories as features.</summary>
public class TextEncoderTests
{
    private static readonly string?[] Texts = ["The cat sat", "the cat, the dog!", "A bird", null];

    [Fact]
    public void Words_are_counted()
    {
        var encoder = Fit(new TextOptions(Weighting: TextWeighting.Count, MinRows: 1));
        Assert.Equal(["bird", "cat", "dog", "sat", "the"], ((TextEncoder)encoder).Vocabulary.ToArray());
        Assert.Equal([0, 1, 1, 0, 2], Encode(encoder, "the cat, the dog!"));
        Assert.Equal([0, 0, 0, 0, 0], Encode(encoder, null));
        Assert.Equal([0, 0, 0, 0, 0], Encode(encoder, "unseen words"));
    }

    [Fact]
    // 3 texts; "cat" and "the" in 2: ln(4/3) + 1; "dog" in 1: ln 2 + 1; the text is (cat, dog, 2 the) brought to length 1
    public void Rare_words_weigh_more()
    {
        double common = Math.Log(4.0 / 3) + 1, rare = Math.Log(2) + 1, length = Math.Sqrt(common * common + rare * rare + 4 * common * common);
        double[] got = Encode(Fit(new TextOptions(MinRows: 1)), "the cat, the dog!");
        double[] expected = [0, common / length, rare / length, 0, 2 * common / length];
        for (int i = 0; i < 5; i++) Assert.Equal(expected[i], got[i], 12);
    }

    [Fact]
    public void Runs_of_words_and_of_characters()
    {
        Assert.Equal(["cat", "cat sat", "cat the", "sat", "the", "the cat", "the dog"],
            ((TextEncoder)Fit(new TextOptions(MaxLength: 2, MinRows: 1, MaxFeatures: 50))).Vocabulary.Except(["bird", "dog"]));
        Assert.Equal(["at", "ca", "e ", "he", "th", " c"],
            ((TextEncoder)Fit(new TextOptions(TextUnit.Characters, 2, 2))).Vocabulary.Except(["t "]).OrderBy(t => t[0] == ' ')
            .ThenBy(t => t, StringComparer.Ordinal));
    }

    [Fact]
    public void Hashed_tokens_are_all_counted_and_signs_cancel_on_average()
    {
        var encoder = Fit(new TextOptions(Weighting: TextWeighting.Count, Buckets: 64));
        string text = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"word{i}"));
        double[] got = Encode(encoder, text);
        Assert.Equal(0, 5000 % 2 - Math.Abs(got.Sum()) % 2);
        Assert.All(got, v => Assert.InRange(v, -60, 60)); // 78 tokens a bucket, standard deviation 9
        Assert.InRange(got.Sum(), -350, 350); // standard deviation 71
        Assert.Equal(got, Encode(encoder, text));
    }

    [Fact]
    public void Every_encoder_reads_back_and_allocates_nothing()
    {
        foreach (var options in (TextOptions[])[new(MinRows: 1), new(TextUnit.Characters, 1, 3), new(Buckets: 16), new(MaxLength: 2, Buckets: 8)])
        {
            var encoder = Fit(options);
            string json = JsonSerializer.Serialize(encoder, TabularJson.Options);
            var back = JsonSerializer.Deserialize<ColumnEncoder>(json, TabularJson.Options)!;
            Assert.Equal(json, JsonSerializer.Serialize(back, TabularJson.Options));
            Assert.Equal(Encode(encoder, Texts[1]), Encode(back, Texts[1]));
            double[] output = new double[back.Outputs.Length];
            Assert.Equal(0, Allocated.Least(() =>
            {
                foreach (string? text in Texts) back.Encode(text is null ? RawValue.Missing : text, output);
            }));
        }
    }

    [Fact]
    public void Categories_beyond_the_limit_are_hashed_when_asked_for()
    {
        var table = new Frame(new TableSchema([new("c", ColumnType.Categorical)]),
            [CategoricalColumn.From(Enumerable.Range(0, 400).Select(i => $"v{i % 200}"))]);
        var encoder = FeatureEncoderFitter.Fit(table, new PreprocessingOptions(FeatureEncoding.Dense) { HashBuckets = 32 });
        Assert.Equal(32, encoder.Outputs.Length);
        double[] output = new double[32];
        encoder.Encode(new RawRow([(RawValue)"never seen"]), output);
        Assert.Equal(1, output.Sum(Math.Abs));
        Assert.True(FeatureEncoderFitter.Fit(table, new PreprocessingOptions(FeatureEncoding.NonNegative) { HashBuckets = 32 }).Encode(table)
            .All(v => v >= 0));
    }

    private static ColumnEncoder Fit(TextOptions options) => Assert.Single(FeatureEncoderFitter.Fit(
        new Frame(new TableSchema([new("t", ColumnType.Text)]), [new TextColumn([.. Texts])]),
            new PreprocessingOptions(FeatureEncoding.Dense) { Text = options }).Columns);

    private static double[] Encode(ColumnEncoder encoder, string? text)
    {
        double[] output = new double[encoder.Outputs.Length];
        encoder.Encode(text is null ? RawValue.Missing : text, output);
        return output;
    }
}
