using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Kolosal.Tracking;

/// <summary>The rules of tracking that need no grain.</summary>
public class TrackingRulesTests
{
    [Theory]
    [InlineData("acc", true)]
    [InlineData("valid/loss", true)]
    [InlineData("a b.c-d_e:f", true)]
    [InlineData("höhe", true)]
    [InlineData("", false)]
    [InlineData("a//b", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("../a", false)]
    [InlineData("a/./b", false)]
    [InlineData("a?", false)]
    [InlineData("a\n", false)]
    public void A_key_is_one_that_could_be_a_path(string key, bool sound) => Assert.Equal(sound, TrackingLimits.KeyObjection(key) is null);

    [Fact]
    public void Keys_and_values_have_bounds()
    {
        Assert.Null(TrackingLimits.KeyObjection(new string('k', 250)));
        Assert.NotNull(TrackingLimits.KeyObjection(new string('k', 251)));
        Assert.Null(TrackingLimits.TextObjection("param", new string('v', 6000), TrackingLimits.LongestParam));
        Assert.NotNull(TrackingLimits.TextObjection("param", new string('v', 6001), TrackingLimits.LongestParam));
        Assert.NotNull(TrackingLimits.TextObjection("param", "a\0b", 10));
        Assert.NotNull(TrackingLimits.ModelNameObjection("a/b"));
        Assert.NotNull(TrackingLimits.AliasObjection("v3"));
        Assert.NotNull(TrackingLimits.AliasObjection("latest"));
        Assert.Null(TrackingLimits.AliasObjection("champion"));
    }

    [Theory]
    [InlineData("model/MLmodel", true)]
    [InlineData("a b.txt", true)]
    [InlineData("", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a/../b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a//b", false)]
    [InlineData("a/ /b", false)]
    [InlineData("50%", true)]
    [InlineData("a%2F..%2fb", false)]
    [InlineData("a%5cb", false)]
    public void An_artifact_stands_below_its_run(string path, bool sound) => Assert.Equal(sound, ArtifactPath.IsSound(path));

    [Fact]
    public void A_folder_lists_files_and_folders_each_once()
    {
        KeyValuePair<string, long>[] files = [new("b/c/d", 1), new("b/c/e", 2), new("b/f", 3), new("a", 4), new("bc", 5)];
        Assert.Equal(((string, long?)[])[("a", 4), ("b", null), ("bc", 5)], ArtifactPath.Children(files, ""));
        Assert.Equal(((string, long?)[])[("b/c", null), ("b/f", 3)], ArtifactPath.Children(files, "b"));
        Assert.Equal(((string, long?)[])[("b/c/d", 1), ("b/c/e", 2)], ArtifactPath.Children(files, "b/c/"));
        Assert.Empty(ArtifactPath.Children(files, "a"));
    }

    [Fact]
    public void The_latest_point_has_the_largest_step_then_time_then_value()
    {
        Assert.True(MetricOrder.IsLater((1, 5, 9), (2, 1, 0)));
        Assert.False(MetricOrder.IsLater((2, 1, 0), (1, 5, 9)));
        Assert.True(MetricOrder.IsLater((1, 5, 9), (1, 6, 0)));
        Assert.True(MetricOrder.IsLater((1, 5, 9), (1, 5, 10)));
        Assert.False(MetricOrder.IsLater((1, 5, 9), (1, 5, 9)));
        Assert.True(MetricOrder.IsLater((1, 5, double.NaN), (1, 5, -1)));
        Assert.False(MetricOrder.IsLater((1, 5, -1), (1, 5, double.NaN)));
    }

    [Fact]
    public void Sampled_steps_are_even_and_keep_the_ends_of_every_run()
    {
        long[] one = [.. Enumerable.Range(0, 1001).Select(i => (long)i)], two = [3, 700];
        var chosen = StepSampling.Choose([one, two], 11);
        Assert.Equal([0, 3, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000], chosen.Order());
        Assert.Equal([3, 700], StepSampling.Choose([two], 11).Order());
        Assert.Empty(StepSampling.Choose([[]], 11));
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("1e-3", 0.001)]
    public void A_value_that_is_no_number_has_a_word_and_comes_back(string text, double value)
    {
        Assert.True(MetricPoint.TryRead(text, out double read));
        Assert.Equal(value, read);
        Assert.Equal(value, MetricPoint.Of(value, 0, 0).Value);
        Assert.Equal(double.IsFinite(value) ? null : text, MetricPoint.NotFinite(value));
    }

    [Theory, InlineData("nan"), InlineData("1e999"), InlineData(""), InlineData("x")]
    public void Other_texts_are_no_values(string text) => Assert.False(MetricPoint.TryRead(text, out _));

    [Fact]
    public void Equal_batches_have_one_name_and_others_another()
    {
        TrackedRunBatch batch = new([new("a", MetricPoint.Of(1, 2, 3))], [new("b", "c")], []);
        Assert.Equal(BatchCheck.Name(batch), BatchCheck.Name(batch with { Params = [new("b", "c")] }));
        TrackedRunBatch[] others =
        [
            batch with { Metrics = [new("a", MetricPoint.Of(1, 2, 4))] }, batch with { Params = [], Tags = [new("b", "c")] },
            batch with { Params = [new("b", "cp1:d,1:e")] }, batch with { Params = [new("b", "c"), new("d", "e")] },
        ];
        Assert.Equal(others.Length + 1, others.Append(batch).Select(BatchCheck.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(1L << 30, 50_000, true)]
    [InlineData(1024, 1000, true)]
    [InlineData(1023, 1000, false)]
    [InlineData(64L << 30, 1_000_000, true)]
    [InlineData((64L << 30) + 1, 1_000_000, false)]
    [InlineData(1024, 999, false)]
    [InlineData(1024, 1_000_001, false)]
    public void Options_out_of_bounds_stop_the_start(long artifact, int searched, bool valid)
    {
        var options = new TrackingOptions { MaximumArtifactBytes = artifact, SearchedEntries = searched };
        Assert.Equal(valid, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    [Fact]
    public void A_batch_has_bounds()
    {
        Assert.Null(BatchCheck.Refuse(new([.. Metrics(1000)], [], [])));
        Assert.NotNull(BatchCheck.Refuse(new([.. Metrics(1001)], [], [])));
        Assert.NotNull(BatchCheck.Refuse(new([.. Metrics(1000)], [new("a", "b")], [])));
        Assert.Null(BatchCheck.Refuse(new([], [.. Texts(100)], [.. Texts(100)])));
        Assert.NotNull(BatchCheck.Refuse(new([], [.. Texts(101)], [])));
        Assert.NotNull(BatchCheck.Refuse(new([], [], [.. Texts(101)])));
        Assert.NotNull(BatchCheck.Refuse(new([new("a", MetricPoint.Of(1, -1, 0))], [], [])));
        Assert.NotNull(BatchCheck.Refuse(new([new("a", MetricPoint.Of(1, 0, long.MaxValue))], [], [])));
        Assert.Equal("tracking.param-changed", BatchCheck.Refuse(new([], [new("a", "1"), new("a", "2")], []))!.Code);
        Assert.Null(BatchCheck.Refuse(new([], [new("a", "1"), new("a", "1")], [])));

        static IEnumerable<MetricRecord> Metrics(int count) => Enumerable.Range(0, count).Select(i => new MetricRecord("m", MetricPoint.Of(i, i, i)));
        static IEnumerable<TrackedText> Texts(int count) => Enumerable.Range(0, count).Select(i => new TrackedText($"k{i}", "v"));
    }
}
