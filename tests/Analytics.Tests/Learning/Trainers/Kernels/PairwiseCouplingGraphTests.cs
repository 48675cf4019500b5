using Kolosal.Learning.Graphs;
using Kolosal.Learning.Interchange;
using Kolosal.Tabular;

namespace Kolosal.Learning.Kernels;

/// <summary>The coupling as a system of equations: where pairs agree, their own probabilities; else what symmetry or the iteration says.</summary>
public class PairwiseCouplingGraphTests
{
    [Theory]
    [InlineData(0.5, 0.3, 0.2), InlineData(0.999999, 5e-7, 5e-7), InlineData(0.1, 0.25, 0.05, 0.6), InlineData(0.2, 0.2, 0.2, 0.2, 0.2)]
    public void Pairs_that_agree_with_class_probabilities_are_coupled_to_them(params double[] truth)
    {
        double[] found = Couple((i, j) => truth[i] / (truth[i] + truth[j]), truth.Length);
        for (int i = 0; i < truth.Length; i++) Assert.Equal(truth[i], found[i], 1e-12);
    }

    /// <summary>Each beats the next as surely, so that none is different from the others.</summary>
    [Theory, InlineData(0.6), InlineData(0.9), InlineData(1 - 1e-7)]
    public void A_circle_of_winners_is_even(double wins)
    {
        double[] found = Couple((i, j) => (i, j) is (0, 2) ? 1 - wins : wins, 3);
        foreach (double share in found) Assert.Equal(1.0 / 3, share, 1e-12);
    }

    [Fact]
    public void The_most_classes_get_what_the_iteration_gives()
    {
        const int Classes = PairwiseCouplingGraph.MostClasses;
        var random = new Random(5);
        double[] pairs = new double[Classes * Classes], expected = new double[Classes];
        for (int i = 0; i < Classes; i++)
            for (int j = i + 1; j < Classes; j++) pairs[i * Classes + j] = 0.02 + 0.96 * random.NextDouble();
        double[] given = [.. pairs];
        PairwiseCoupling.Solve(pairs, expected);
        double[] found = Couple((i, j) => given[i * Classes + j], Classes);
        for (int i = 0; i < Classes; i++) Assert.Equal(expected[i], found[i], 1e-9);
    }

    [Theory, InlineData("svm"), InlineData("nu_svm"), InlineData("nystroem_svm")]
    public void A_class_without_rows_is_exported_with_probability_0(string trainer)
    {
        double[] x = [0, 0, 0.1, 0, 0, 0.2, 5, 5, 5.1, 5, 5, 5.2, -6, 6, -6, 6.1, -6.1, 6];
        var rows = TrainingSet.Classification(x, [new("a"), new("b")], new[] { 0, 0, 0, 2, 2, 2, 3, 3, 3 }, 4);
        var model = Trainers.Get(trainer).Create(HyperParameters.Empty).Fit(rows, 1, CancellationToken.None);
        var schema = new TableSchema([new("a", ColumnType.Numeric), new("b", ColumnType.Numeric)]);
        var graph = new GraphBuilder(schema);
        var described = graph.Describe(trainer, model, graph.Join([graph.Input("a"), graph.Input("b")]));
        var exported = Compile(graph, described, 4);
        double[] expected = new double[4];
        foreach (var (a, b) in ((double, double)[])[(0, 0), (5, 5), (-6, 6), (1, 2), (-40, 0)])
        {
            model.Score([a, b], expected);
            double[] found = exported.Run(new Frame(schema, [new NumericColumn([a]), new NumericColumn([b])]));
            Assert.Equal(0, found[1]);
            for (int k = 0; k < 4; k++) Assert.Equal(expected[k], found[k], 1e-9);
        }
    }

    /// <summary>In exported source, so that the writer is part of it.</summary>
    private static double[] Couple(Func<int, int, double> pair, int classes)
    {
        string[] names = [.. from i in Enumerable.Range(0, classes) from j in Enumerable.Range(i + 1, classes - i - 1) select $"p{i}_{j}"];
        double[] values = [.. from i in Enumerable.Range(0, classes) from j in Enumerable.Range(i + 1, classes - i - 1) select pair(i, j)];
        var schema = new TableSchema([.. names.Select(name => new ColumnSchema(name, ColumnType.Numeric))]);
        var graph = new GraphBuilder(schema);
        var coupled = PairwiseCouplingGraph.Couple(graph, graph.Join([.. names.Select(graph.Input)]), classes);
        return Compile(graph, coupled, classes).Run(new Frame(schema, [.. values.Select(value => new NumericColumn([value]))]));
    }

    private static CompiledScorer Compile(GraphBuilder graph, GraphValue output, int classes)
    {
        var problem = new LearningProblem("y", LearningTask.Multiclass, [.. Enumerable.Range(0, classes).Select(k => $"c{k}")]);
        return new(CSharpModel.Write(graph.Finish(problem, output), "Exported", []));
    }
}
