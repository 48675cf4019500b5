using Kolosal.CommandLine;

namespace Kolosal.Api.Tests;

public sealed class DriftCommandTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Every_detector_stands_beside_both_baselines()
    {
        var (code, said) = Run("evaluate", "--streams", "1", "--values", "2000");
        Assert.Equal(0, code);
        foreach (string name in (string[])["adwin", "betting", "kswin", "never_fires", "always_fires"])
            Assert.Contains(said.Split('\n'), line => line.StartsWith(name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_measured_against_the_changes_that_are_known()
    {
        File.WriteAllLines(file, ["error", .. Enumerable.Range(0, 3000).Select(i => i % (i < 2000 ? 10 : 2) == 0 ? "1" : "0")]);
        var (code, said) = Run("evaluate", "--file", file, "--column", "error", "--changes", "1000", "--detector", "adwin");
        Assert.Equal(0, code);
        Assert.Contains("error: 2000 values, 1 changes", said, StringComparison.Ordinal);
        string[] adwin = said.Split('\n').First(line => line.StartsWith("adwin", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("1", "0"), (adwin[1], adwin[3])); // found, false
    }

    [Theory]
    [InlineData("--column", "nothing", "There is no column 'nothing'")]
    [InlineData("--changes", "999999", "A change lies behind")]
    [InlineData("--reference", "100000", "Need more rows than the reference")]
    public void What_the_file_does_not_have_is_said(string option, string value, string reason)
    {
        File.WriteAllLines(file, ["x", .. Enumerable.Range(0, 2000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        var (code, said) = Run(["evaluate", "--file", file, .. option == "--column" ? (string[])[] : ["--column", "x"], option, value]);
        Assert.Equal(1, code);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    private static (int Code, string Said) Run(params string[] args)
    {
        using var output = new StringWriter();
        int code = DriftCommand.Create().Parse(args).Invoke(new() { Output = output, Error = output });
        return (code, output.ToString());
    }
}
