using Kolosal.Testing;

namespace Kolosal.Learning.Search;

/// <summary>The mathematics of the search against <c>hpo.json</c>.</summary>
public class SearchOracleTests
{
    public static TheoryData<string> Fronts => OracleReading.Ids("hpo.json", "pareto_minimise");

    public static TheoryData<string> Brackets => OracleReading.Ids("hpo.json", "hyperband_brackets");

    [OracleTheory, MemberData(nameof(Fronts))]
    public void Fronts_ranks_and_hypervolumes_are_those_of_the_oracle(string id)
    {
        var @case = OracleReading.Case("hpo.json", id);
        double[][] points = [.. @case.Inputs.GetProperty("points").EnumerateArray().Select(OracleCase.Numbers)];
        bool[] front = ParetoFront.Of(points);
        Assert.Equal(@case.Expect("front").Select(v => (int)v), Enumerable.Range(0, points.Length).Where(i => front[i]));
        Assert.Equal(@case.Expect("rank").Select(v => (int)v), ParetoFront.Ranks(points));
        @case.Near(@case.Expected.GetProperty("hypervolume"),
            ParetoFront.Hypervolume(points, OracleCase.Numbers(@case.Params.GetProperty("reference"))), "hypervolume");
    }

    [OracleTheory, MemberData(nameof(Brackets))]
    public void Brackets_are_those_of_the_oracle(string id)
    {
        var @case = OracleReading.Case("hpo.json", id);
        var brackets = Bracket.Of(@case.Params.GetProperty("R").GetInt32(), @case.Params.GetProperty("eta").GetInt32());
        var expected = @case.Expected.GetProperty("brackets").EnumerateArray().ToArray();
        Assert.Equal(expected.Select(e => e.GetProperty("s").GetInt32()), brackets.Select(b => b.Number));
        for (int b = 0; b < expected.Length; b++)
        {
            var rungs = expected[b].GetProperty("rungs").EnumerateArray();
            Assert.Equal(rungs.Select(r => new Rung(r[0].GetInt32(), r[1].GetInt32())), brackets[b].Rungs);
        }
    }
}
