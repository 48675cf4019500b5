using System.Collections.Immutable;

namespace Kolosal.Tracking;

/// <summary>The filter language against the examples and rules of MLflow's documented search syntax.</summary>
public class SearchFilterTests
{
    /// <summary>A run as the examples speak of it.</summary>
    private static readonly Thing Run = new()
    {
        Numbers =
        {
            [Of(SearchEntity.Metric, "accuracy")] = 0.92, [Of(SearchEntity.Metric, "cross-entropy-loss")] = 0.3,
            [Of(SearchEntity.Metric, "f1 score")] = -1.5, [Of(SearchEntity.Metric, "broken")] = double.NaN,
            [Of(SearchEntity.Attribute, "start_time")] = 1664067852747,
        },
        Words =
        {
            [Of(SearchEntity.Param, "batch_size")] = "2", [Of(SearchEntity.Param, "model/kind")] = "LogisticRegression",
            [Of(SearchEntity.Tag, "environment")] = "notebook", [Of(SearchEntity.Tag, "mlflow.source.type")] = "NOTEBOOK",
            [Of(SearchEntity.Tag, "quote")] = "it's", [Of(SearchEntity.Attribute, "status")] = "FINISHED",
            [Of(SearchEntity.Attribute, "run_name")] = "my-run_7", [Of(SearchEntity.Attribute, "run_id")] = "a1",
        },
        Sets = { [Of(SearchEntity.Dataset, "name")] = ["train", "test"] },
    };

    [Theory]
    [InlineData("metrics.accuracy > 0.72", true)]
    [InlineData("metrics.accuracy>0.92", false)]
    [InlineData("metric.accuracy >= .92", true)]
    [InlineData("metrics.accuracy <= 9.2e-1", true)]
    [InlineData("metrics.accuracy != 0.92", false)]
    [InlineData("metrics.\"cross-entropy-loss\" <= 0.5", true)]
    [InlineData("metrics.`cross-entropy-loss` < 0.3", false)]
    [InlineData("metrics.cross-entropy-loss = 0.3", true)]
    [InlineData("metrics.`f1 score` = -1.5", true)]
    [InlineData("metrics.absent != 1", false)]
    [InlineData("metrics.broken > 0", false)]
    [InlineData("metrics.broken IS NOT NULL", true)]
    [InlineData("params.batch_size = \"2\"", true)]
    [InlineData("params.batch_size = '2'", true)]
    [InlineData("parameters.model/kind LIKE \"Log%\"", true)]
    [InlineData("params.`model/kind` LIKE 'log%'", false)]
    [InlineData("params.`model/kind` ILIKE 'log%'", true)]
    [InlineData("params.`model/kind` LIKE 'L_gisticRegression'", true)]
    [InlineData("params.`model/kind` LIKE 'gistic'", false)]
    [InlineData("param.absent != 'x'", false)]
    [InlineData("params.absent IS NULL", true)]
    [InlineData("params.batch_size is not null", true)]
    [InlineData("tags.environment = 'notebook'", true)]
    [InlineData("tags.environment != 'job'", true)]
    [InlineData("tags.mlflow.source.type = 'NOTEBOOK'", true)]
    [InlineData("tags.\"mlflow.source.type\" = 'NOTEBOOK'", true)]
    [InlineData("tag.`environment` ILIKE '%BOOK'", true)]
    [InlineData("tags.quote = 'it''s'", true)]
    [InlineData("tags.quote = \"it's\"", true)]
    [InlineData("attributes.status = 'FINISHED'", true)]
    [InlineData("status = 'finished'", false)]
    [InlineData("attribute.run_name LIKE 'my-run%'", true)]
    [InlineData("attributes.`run name` = 'my-run_7'", true)]
    [InlineData("run.run_id IN ('a0', 'a1')", true)]
    [InlineData("attributes.run_id in ('b')", false)]
    [InlineData("attributes.run_id NOT IN ('b', 'c')", true)]
    [InlineData("attributes.start_time >= 1664067852747", true)]
    [InlineData("start_time > 1664067852747", false)]
    [InlineData("end_time IS NULL", true)]
    [InlineData("dataset.name = 'train'", true)]
    [InlineData("datasets.name LIKE '%est'", true)]
    [InlineData("dataset.name = 'dev'", false)]
    [InlineData("dataset.digest IS NULL", true)]
    [InlineData("metrics.accuracy > 0.9 and params.batch_size = '2' AND tags.environment LIKE '%note%' and status = 'FINISHED'", true)]
    [InlineData("metrics.accuracy > 0.9 AND params.batch_size = '3'", false)]
    [InlineData("", true)]
    [InlineData("  \n ", true)]
    public void A_filter_finds_what_it_says(string filter, bool found) => Assert.Equal(found, Finds(filter));

    [Theory]
    [InlineData("metrics.accuracy > '0.9'", "a number")]
    [InlineData("metrics.accuracy LIKE '%'", "is a number")]
    [InlineData("params.batch_size = 2", "in single quotes")]
    [InlineData("params.batch_size > '2'", "is a text")]
    [InlineData("params.batch_size = `2`", "in single quotes")]
    [InlineData("acc > 1", "no attribute 'acc'")]
    [InlineData("attributes.colour = 'red'", "no attribute 'colour'")]
    [InlineData("model.name = 'x'", "no entity 'model'")]
    [InlineData("dataset.size = 'x'", "no 'size'")]
    [InlineData("metrics.a > 1 or metrics.b > 1", "cannot be joined by OR")]
    [InlineData("metrics.a > 1 metrics.b > 1", "AND or the end")]
    [InlineData("(metrics.a > 1)", "a field")]
    [InlineData("metrics.a >", "a number")]
    [InlineData("metrics.a", "a comparison")]
    [InlineData("metrics.a > 1 and", "a field")]
    [InlineData("metrics. > 1", "a name after")]
    [InlineData("tags.a = 'x", "not closed")]
    [InlineData("tags.a = 'x' ; drop", "belongs to nothing")]
    [InlineData("run_id IN 'a'", "a list")]
    [InlineData("run_id IN ()", "in single quotes")]
    [InlineData("run_id IN ('a'", "the end of the list")]
    [InlineData("tags.a NOT LIKE 'x'", "IN after NOT")]
    [InlineData("tags.a IS 'x'", "NULL")]
    [InlineData("metrics.a > 1e999", "a number")]
    public void A_filter_that_cannot_be_read_says_what_was_expected(string filter, string expected) =>
        Assert.Contains(expected, Assert.Throws<SearchSyntaxException>(() => SearchFilter.Parse(filter, SearchGrammar.Runs)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Experiments_and_models_have_no_metrics() => Assert.All(
        (SearchGrammar[])[SearchGrammar.Experiments, SearchGrammar.Models, SearchGrammar.Versions], grammar =>
        {
            Assert.Throws<SearchSyntaxException>(() => SearchFilter.Parse("metrics.a > 1", grammar));
            Assert.Single(SearchFilter.Parse("name LIKE 'x%'", grammar).Conditions);
        });

    [Fact]
    public void Numbers_come_before_what_is_none_and_that_before_what_is_absent_whichever_way()
    {
        Thing[] things = [Thing.With(null), Thing.With(1), Thing.With(double.NaN), Thing.With(3), Thing.With(2)];
        Assert.Equal([1, 2, 3, double.NaN, null], Sorted("metrics.m ASC", things));
        Assert.Equal([3, 2, 1, double.NaN, null], Sorted("metrics.`m` desc", things));
        Assert.Equal([1, 2, 3, double.NaN, null], Sorted("metrics.m", things));
        Assert.Throws<SearchSyntaxException>(() => SearchOrder.Parse("metrics.m DESC, params.x", SearchGrammar.Runs));

        static double?[] Sorted(string order, Thing[] things) =>
            [.. new TrackingSearch(SearchGrammar.Runs, SearchFilter.Everything, [SearchOrder.Parse(order, SearchGrammar.Runs)])
                .Sort(things, thing => thing).Select(thing => thing.Number(Of(SearchEntity.Metric, "m")))];
    }

    [Fact]
    public void The_second_key_tells_apart_what_the_first_does_not()
    {
        Thing[] things = [Word("b", 1), Word("a", 1), Word("c", 2)];
        var search = new TrackingSearch(SearchGrammar.Runs, SearchFilter.Everything,
            [SearchOrder.Parse("metrics.m DESC", SearchGrammar.Runs), SearchOrder.Parse("params.p ASC", SearchGrammar.Runs)]);
        Assert.Equal(["c", "a", "b"], search.Sort(things, thing => thing).Select(thing => thing.Text(Of(SearchEntity.Param, "p"))));

        static Thing Word(string text, double number) => new()
        {
            Numbers = { [Of(SearchEntity.Metric, "m")] = number },
            Words = { [Of(SearchEntity.Param, "p")] = text },
        };
    }

    [Fact]
    public void A_pattern_that_could_be_tried_in_many_ways_takes_no_longer()
    {
        var condition = new SearchCondition(Of(SearchEntity.Tag, "t"), SearchOperator.Like, [string.Concat(Enumerable.Repeat("%a", 200)) + "b"]);
        Assert.False(condition.Holds(new string('a', 5000)));
    }

    [Theory, InlineData(0), InlineData(1000), InlineData(int.MaxValue)]
    public void A_page_token_comes_back_as_it_went(int offset) => Assert.Equal(offset, PageToken.Read(PageToken.Of(offset)));

    [Theory, InlineData(""), InlineData("1000"), InlineData("ZnJvbT0tMQ"), InlineData("€"), InlineData("ZnJvbT05OTk5OTk5OTk5OTk")]
    public void Other_texts_are_no_page_tokens(string token) => Assert.Null(PageToken.Read(token));

    private static bool Finds(string filter) =>
        new TrackingSearch(SearchGrammar.Runs, SearchFilter.Parse(filter, SearchGrammar.Runs), []).Finds(Run);

    private static SearchField Of(SearchEntity entity, string key) => new(entity, key);

    private sealed class Thing : ISearchSubject
    {
        public Dictionary<SearchField, double?> Numbers { get; } = [];

        public Dictionary<SearchField, string> Words { get; } = [];

        public Dictionary<SearchField, ImmutableArray<string>> Sets { get; } = [];

        public static Thing With(double? number) => new() { Numbers = { [Of(SearchEntity.Metric, "m")] = number } };

        public double? Number(SearchField field) => Numbers.GetValueOrDefault(field);

        public string? Text(SearchField field) => Words.GetValueOrDefault(field);

        public ImmutableArray<string> Texts(SearchField field) => Sets.TryGetValue(field, out var texts) ? texts : [];
    }
}
