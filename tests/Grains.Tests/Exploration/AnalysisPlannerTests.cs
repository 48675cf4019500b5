using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

public class AnalysisPlannerTests
{
    private static readonly TableSchema Schema = new(
    [
        new("key", ColumnType.Text, ColumnRole.Id), new("day", ColumnType.DateTime, ColumnRole.Time), new("x", ColumnType.Numeric),
        new("colour", ColumnType.Categorical), new("y", ColumnType.Numeric, ColumnRole.Target),
    ]);

    [Fact]
    public void Features_are_looked_at_and_every_other_column_is_left_out_with_its_reason()
    {
        var plan = Plan(new("clustering"));
        Assert.Equal(["x", "colour"], plan.Columns.AsEnumerable());
        Assert.Equal(["key", "day", "y"], plan.LeftOut.Select(c => c.Column));
        Assert.Equal(["key"], plan.Ids.AsEnumerable());
        Assert.Equal("k_means", plan.Method);
        Assert.Equal(["y"], Plan(new("pca", Columns: ["y"])).Columns.AsEnumerable());
    }

    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        foreach (string kind in AnalysisKinds.All)
        {
            var plan = Plan(new(kind, Seed: -1));
            Assert.Equal(plan.ToJson(), AnalysisPlan.Parse(plan.ToJson()).ToJson());
            Assert.Equal(ulong.MaxValue, plan.Seed);
        }
    }

    [Theory]
    [InlineData("agglomerative", 20_000), InlineData("dbscan", 100_000), InlineData("hdbscan", 100_000)]
    public void More_rows_than_a_method_takes_are_refused(string method, long most)
    {
        Plan(new("clustering", method), most);
        Assert.Contains($"{most}", CannotPlan(new("clustering", method), most + 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_without_a_meaning_are_refused_by_their_name()
    {
        Assert.Equal("method", Refused(new("clustering", "k_meanss")));
        Assert.Equal("parameters", Refused(new("clustering", "k_means", """{"clusters":0}""")));
        Assert.Equal("parameters", Refused(new("clustering", "k_means", """{"size":3}""")));
        Assert.Equal("parameters", Refused(new("clustering", "k_means", "[1]")));
        Assert.Equal("horizon", Refused(new("clustering", Horizon: 3)));
        Assert.Equal("contamination", Refused(new("clustering", Contamination: 0.1)));
        Assert.Equal("contamination", Refused(new("anomaly", Contamination: 0.6)));
        Assert.Equal("components", Refused(new("pca", Components: 0)));
        Assert.Equal("scaling", Refused(new("pca", Scaling: "log")));
        Assert.Equal("scaling", Refused(new("forecast", Scaling: "none")));
        Assert.Equal("level", Refused(new("forecast", Level: 1)));
        Assert.Equal("horizon", Refused(new("forecast", Horizon: 1001)));
        Assert.Equal("period", Refused(new("forecast", Period: 0)));
        Assert.Equal("time", Refused(new("forecast", Time: "y", Target: "y")));
        Assert.Equal("kind", Refused(new("tea_leaves")));
    }

    [Fact]
    public void Columns_that_cannot_serve_are_refused()
    {
        Assert.Contains("'z'", CannotPlan(new("pca", Columns: ["z"])), StringComparison.Ordinal);
        Assert.Contains("'colour'", CannotPlan(new("forecast", Target: "colour")), StringComparison.Ordinal);
        Assert.Contains("'key'", CannotPlan(new("forecast", Time: "key")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_clusterer_and_every_detector_is_offered()
    {
        Assert.Equal(Learning.Clustering.Clusterers.All.Select(c => c.Name).Order(), Names("clustering"));
        Assert.Equal(Learning.Anomaly.AnomalyTrainers.All.Select(c => c.Name).Order(), Names("anomaly"));
        Assert.Equal(["arima", "ets", "lag_regression", "seasonal_naive"], Names("forecast"));
    }

    private static IEnumerable<string> Names(string kind) => AnalysisMethods.All.Where(m => m.Kind == kind).Select(m => m.Name).Order();

    private static string CannotPlan(AnalysisOptions options, long rows = 100) =>
        Assert.Throws<TrainingException>(() => Plan(options, rows)).Message;

    private static string Refused(AnalysisOptions options) => Assert.Throws<AnalysisOptionException>(() => Plan(options)).Option;

    private static AnalysisPlan Plan(AnalysisOptions options, long rows = 100) => AnalysisPlanner.Plan(options, Schema, rows);
}
