using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class BiasScanTests
{
    private static readonly BiasScanTerms Terms = new(
        new Dictionary<string, IReadOnlyDictionary<string, double>>(), "yes", 1, new(30, 0.8, 0.01));

    [Fact]
    public void Planted_trouble_is_found_and_nothing_else()
    {
        // 70 % of a, who get the label half the time; of b a fifth. 'town' follows the group in nine of ten rows, 'noise' does not.
        var (attributes, target, features) = Planted(4000, skew: 0.3, leak: 0.9);
        var report = Scan(attributes, target, features, Terms with
        {
            Shares = new Dictionary<string, IReadOnlyDictionary<string,
                double>>
            { ["sex"] = new Dictionary<string, double> { ["a"] = 0.5, ["b"] = 0.5 } },
        });
        var sex = report.Attributes[0];
        Assert.Equal((0.7, 0.3), (Math.Round(sex.Groups[0].Share, 1), Math.Round(sex.Groups[1].Share, 1)));
        Assert.InRange(sex.Groups[1].Representation!.Value, 0.5, 0.7);
        Assert.InRange(sex.Groups[0].FavourableRate!.Value, 0.46, 0.54);
        Assert.Equal("town", sex.Proxies[0].Column);
        Assert.InRange(sex.Proxies[0].Strength, 0.6, 0.9);
        Assert.InRange(sex.Proxies.Single(p => p.Column == "noise").Strength, 0, 0.1);
        Assert.InRange(sex.Predictability!.Auc, 0.85, 0.95);
        Assert.True(sex.Predictability.Low > 0.8);
        string[] kinds = [.. report.Findings.Select(finding => finding.Kind)];
        Assert.Contains("representation", kinds);
        Assert.Contains("label_skew", kinds);
        Assert.Contains("proxy", kinds);
        Assert.Contains("joint_proxy", kinds);
        Assert.DoesNotContain(report.Findings, finding => finding.Subject.Contains("noise", StringComparison.Ordinal));
        Assert.All(report.Findings, finding => Assert.NotEqual("", finding.Message));
    }

    [Fact]
    public void Where_nothing_is_planted_nothing_is_found()
    {
        int joint = 0, skew = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var (attributes, target, features) = Planted(1500, skew: 0, leak: 0.5, seed);
            var report = Scan(attributes, target, features, Terms with { Seed = seed });
            if (report.Findings.Any(f => f.Kind is "proxy" or "joint_proxy" or "target_association")) joint++;
            if (report.Findings.Any(f => f.Kind == "label_skew")) skew++;
        }
        Assert.Equal(0, joint);
        Assert.InRange(skew, 0, 1);
    }

    [Fact]
    public void Columns_that_give_the_attribute_away_together_are_found_though_none_does_alone()
    {
        // Exclusive or: neither column says anything of the group, both say everything.
        var random = new SeededRandom(3);
        int[] first = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(2))], second = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(2))];
        var sex = LabelledRows.Of("sex", [.. first.Zip(second, (x, y) => x == y ? "a" : "b")]);
        var report = Scan([sex], null, [Numbers("x", first), Numbers("y", second)], Terms with { Favourable = null });
        Assert.All(report.Attributes[0].Proxies, proxy => Assert.InRange(proxy.Strength, 0, 0.1));
        Assert.InRange(report.Attributes[0].Predictability!.Auc, 0.99, 1);
        Assert.Equal("high", report.Findings.Single(finding => finding.Kind == "joint_proxy").Severity);
    }

    [Fact]
    public void Small_groups_missing_values_and_rare_classes_are_named()
    {
        var sex = LabelledRows.Of("sex", [.. Enumerable.Range(0, 1000).Select(i => i < 20 ? "c" : i % 2 == 0 ? "a" : "b")]);
        var target = ("y", (Column)CategoricalColumn.From(Enumerable.Range(0, 1000).Select(i => i % 100 == 0 ? "yes" : "no")));
        double[] income = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 && i % 4 == 0 ? double.NaN : i % 7)];
        var report = Scan([sex], target, [(new("income", ColumnType.Numeric), NumericColumn.FromNaN(income))], Terms);
        Assert.Contains(report.Findings, f => f is { Kind: "small_group", Subject: "sex: c", Value: 20 });
        Assert.Contains(report.Findings, f => f is { Kind: "missing_values", Subject: "sex: income" });
        Assert.Equal(99, report.Findings.Single(f => f.Kind == "class_imbalance").Value, 9);
        Assert.Equal(24.5, report.Attributes[0].Imbalance, 9);
    }

    [Fact]
    public void Numbers_fall_into_declared_bands_and_dates_into_quarters()
    {
        var ages = LabelledRows.Of("age", new NumericColumn([3, 18, 40, 70]), [18, 65], 100);
        Assert.Equal(["≤ 18", "18 – 65", "> 65"], ages.Labels.AsEnumerable());
        Assert.Equal([0, 0, 1, 2], ages.GroupOf);
        var quarters = LabelledRows.Of("n", NumericColumn.FromNaN([.. Enumerable.Range(1, 100).Select(i => (double)i), double.NaN]), null, 100);
        Assert.Equal(5, quarters.Labels.Length);
        Assert.All(quarters.Sizes.Take(4), size => Assert.Equal(25, size));
        Assert.Equal(LabelledRows.Missing, quarters.Labels[^1]);
    }

    private static BiasReport Scan(
        LabelledRows[] attributes, (string, Column)? target, IEnumerable<(ColumnSchema Schema, Column Column)> features, BiasScanTerms terms)
    {
        var scan = new BiasScan(attributes, target, terms);
        foreach (var (schema, column) in features) scan.Add(schema, column);
        return scan.Finish(CancellationToken.None);
    }

    private static (LabelledRows[] Attributes, (string, Column)? Target, List<(ColumnSchema, Column)> Features) Planted(
        int rows, double skew, double leak, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        bool[] b = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.3)];
        string[] label = [.. b.Select(group => random.NextDouble() < 0.5 - (group ? skew : 0) ? "yes" : "no")];
        string[] town = [.. b.Select(group => random.NextDouble() < leak == group ? "east" : "west")];
        double[] noise = [.. b.Select(_ => random.NextNormal())];
        return ([LabelledRows.Of("sex", [.. b.Select(group => group ? "b" : "a")])], ("y", CategoricalColumn.From(label)),
        [
            (new("town", ColumnType.Categorical), CategoricalColumn.From(town)),
            (new("noise", ColumnType.Numeric), new NumericColumn(noise)),
        ]);
    }

    private static (ColumnSchema, Column) Numbers(string name, int[] values) =>
        (new(name, ColumnType.Numeric), new NumericColumn([.. values.Select(v => (double)v)]));
}
