using System.Diagnostics;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

public class ChangeSearchTests
{
    private static readonly Frame Table = Samples.Mixed(200, 5);
    private static readonly ExplainedModel Model = new(SampleModels.Fit(Table, "risk", "gradient_boosting"));
    private static readonly UsualRows Usual = UsualRows.Of(Model, Table, 150, 0, UsualRows.OfTraining);
    private static readonly AskedRow[] Bad = [.. Enumerable.Range(0, Table.Rows).Select(Asked).Where(row =>
        Equals(Model.Decide(Model.Say(row.Values)), "bad"))];

    [Fact]
    public void What_is_found_gets_the_class_and_keeps_the_rules()
    {
        var terms = new ExplanationTerms
        {
            Class = "good",
            Evaluations = 3000,
            TimeLimitMs = 60_000,
            Rules = ImmutableDictionary<string, ChangeTerms>.Empty.Add("income", new(Immutable: true)).Add("age", new(Direction: "up", Maximum: 60,
                Step: 1))
                .Add("city", new(Allowed: ["Oslo", "Porto"])),
        };
        var report = Find(terms, Bad.Take(20), ["owner"]);
        Assert.Equal(["income", "note", "owner"], report.Unchangeable.ToArray());
        Assert.Contains(report.Items, item => item.Verdict == "found");
        foreach (var (item, row) in report.Items.Zip(Bad))
            foreach (var changed in item.Counterfactuals)
            {
                RawValue[] values = [.. row.Values];
                foreach (var change in changed.Changes)
                {
                    int column = Model.ColumnOf(change.Column, "");
                    values[column] = change.To is string text && Model.Columns[column].Type == ColumnType.Categorical ? text
                        : change.To is double number ? number : new DateTimeOffset(DateTime.Parse((string)change.To!)).UtcTicks;
                    Assert.DoesNotContain(change.Column, report.Unchangeable);
                    if (change.Column == "city") Assert.Contains(change.To, new object[] { "Oslo", "Porto" });
                    if (change.Column == "age") Assert.True((double)change.To! <= 60 && (double)change.To > row.Values[column].Number
                        && (double)change.To % 1 == 0);
                }
                // Asked afresh, the model decides as the answer says.
                if (changed.Changes.All(change => change.Column != "since")) Assert.Equal("good", Model.Decide(Model.Say(values)));
                Assert.True(changed.Output > 0.5);
            }
    }

    [Fact]
    public void Where_nothing_may_change_nothing_is_feasible()
    {
        var all = Model.Columns.ToImmutableDictionary(column => column.Name, _ => new ChangeTerms(Immutable: true));
        Assert.Equal("none_feasible", Assert.Single(Find(new() { Class = "good", Rules = all }, Bad.Take(1)).Items).Verdict);

        // One choice of two values that both stay bad: everything that is allowed was tried.
        var one = all.SetItem("owner", new ChangeTerms());
        var stuck = Bad.First(row => new[] { 0.0, 1.0 }.All(owner => Equals(Model.Decide(Model.Say(With(row, "owner", owner))), "bad")));
        Assert.Equal("none_feasible", Assert.Single(Find(new() { Class = "good", Rules = one, TimeLimitMs = 60_000 }, [stuck]).Items).Verdict);
    }

    [Fact]
    public void What_is_wanted_may_be_there_already() =>
        Assert.Equal("already_there", Assert.Single(Find(new() { Class = "bad" }, Bad.Take(1)).Items).Verdict);

    [Fact]
    public void A_search_ends_in_time_and_says_so()
    {
        // A clock on which every look costs ten milliseconds.
        double now = 0;
        var report = ChangeSearch.Find(Model, Usual, [.. Bad.Take(3)], [], new()
        {
            Class = "good",
            Probability = 0.9999999,
            Evaluations = 1_000_000,
            TimeLimitMs = 30
        }, () => now += 0.01, CancellationToken.None);
        Assert.All(report.Items, item =>
        {
            Assert.True(item.OutOfTime);
            Assert.Equal("none_found", item.Verdict);
            Assert.InRange(item.Evaluations, 1, 256 * 12);
        });
    }

    [Theory]
    [InlineData("wonder", "class")]
    [InlineData(null, "class")]
    public void Wishes_without_a_meaning_are_refused_by_their_place(string? wanted, string place) =>
        Assert.Equal(place, Assert.Throws<ExplanationOptionException>(() => Find(new() { Class = wanted }, Bad.Take(1))).Option);

    [Fact]
    public void Rules_without_a_meaning_are_refused_by_their_place()
    {
        (ChangeTerms Rule, string Column, string Place)[] wrong =
        [
            (new(Direction: "sideways"), "age", "rules.age.direction"), (new(Minimum: 3, Maximum: 2), "age", "rules.age.minimum"),
            (new(Direction: "up"), "city", "rules.city"), (new(Allowed: ["Atlantis"]), "city", "rules.city.allowed"), (new(), "height",
                "rules.height"),
        ];
        foreach (var (rule, column, place) in wrong)
            Assert.Equal(place, Assert.Throws<ExplanationOptionException>(() => Find(
                new() { Class = "good", Rules = ImmutableDictionary<string, ChangeTerms>.Empty.Add(column, rule) }, Bad.Take(1))).Option);
    }

    [Fact]
    public void Indicators_of_one_choice_change_together()
    {
        double[] a = [.. Enumerable.Range(0, 200).Select(row => row % 3 == 0 ? 1.0 : 0)], b = [.. Enumerable.Range(0, 200).Select(row => row % 3 == 1
            ? 1.0 : 0)],
            c = [.. Enumerable.Range(0, 200).Select(row => row % 3 == 2 ? 1.0 : 0)];
        var table = new Frame(new TableSchema([new("a", ColumnType.Numeric), new("b", ColumnType.Numeric), new("c", ColumnType.Numeric),
            new("y", ColumnType.Categorical, ColumnRole.Target, Categories: ["no", "yes"])]),
            [new NumericColumn(a), new NumericColumn(b), new NumericColumn(c),
                CategoricalColumn.From(Enumerable.Range(0, 200).Select(row => row % 3 == 2 ? "yes" : "no"))]);
        var model = new ExplainedModel(SampleModels.Fit(table, "y", "gradient_boosting"));
        var found = ChangeSearch.Find(model, UsualRows.Of(model, table, 100, 0, UsualRows.OfTraining), [new([1, 0, 0])], [], new()
        {
            Class = "yes",
            Evaluations = 500,
            TimeLimitMs = 60_000,
            OneHot = [["a", "b", "c"]],
        }, Seconds, CancellationToken.None);
        var changes = Assert.Single(Assert.Single(found.Items).Counterfactuals).Changes;
        Assert.Equal([("a", 1, 0), ("c", 0, 1)], changes.Select(change => (change.Column, (double)change.From!, (double)change.To!)));
    }

    private static CounterfactualReport Find(ExplanationTerms terms, IEnumerable<AskedRow> rows, string[]? protectedColumns = null) =>
        ChangeSearch.Find(Model, Usual, [.. rows], protectedColumns ?? [], terms, Seconds, CancellationToken.None);

    private static double Seconds() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private static AskedRow Asked(int row) => new([.. Model.Columns.Select(column => RawValue.At(Table[column.Name], row))]);

    private static RawValue[] With(AskedRow row, string column, double value)
    {
        RawValue[] changed = [.. row.Values];
        changed[Model.ColumnOf(column, "")] = value;
        return changed;
    }
}
