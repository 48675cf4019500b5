using System.Reflection;
using Kolosal.Testing;

namespace Kolosal.Learning;

/// <summary>No case of the learning core's oracle files goes unnoticed: each is among the ids that some …OracleTests
/// class hands to its theories. A function that nobody names yet shows here by the ids of its cases.</summary>
public class CoverageOracleTests
{
    [OracleTheory]
    [InlineData("calibration.json"), InlineData("conformal.json"), InlineData("explain.json"), InlineData("metrics.json"),
        InlineData("models_linear.json")]
    [InlineData("models_other.json"), InlineData("preprocessing.json"), InlineData("stat_tests.json"), InlineData("timeseries.json")]
    public void Every_case_is_run(string file)
    {
        var run = RunIds();
        Assert.Empty(Oracle.Cases(file).Where(c => !run.Contains(c.Id)).Select(c => $"{c.Id} ({c.Function})"));
    }

    [OracleTheory, InlineData("xgb_models")]
    public void Every_model_file_is_read(string folder)
    {
        var run = RunIds();
        var files = Directory.EnumerateFiles(Path.Combine(SharedFolders.Oracles!, folder)).Select(f => Path.GetFileName(f)!).ToArray();
        Assert.NotEmpty(files);
        const string Answers = ".expected.json";
        Assert.All(files, f => Assert.Contains(f.Replace(Answers, ".model.json", StringComparison.Ordinal), run));
    }

    /// <summary>What the static theory data of the classes named …OracleTests hold.</summary>
    private static HashSet<string> RunIds() =>
    [
        .. typeof(CoverageOracleTests).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("OracleTests", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => property.PropertyType == typeof(TheoryData<string>))
            .SelectMany(property => ((IEnumerable<object[]>)property.GetValue(null)!).Select(row => (string)row[0])),
    ];
}
