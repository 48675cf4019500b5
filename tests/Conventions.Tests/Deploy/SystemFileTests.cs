using System.Diagnostics;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>The service unit and the scripts, by their own checkers.</summary>
public partial class SystemFileTests
{
    [InstalledFact("systemd-analyze")]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        string unit = Path.Combine(DeployFiles.Root, "systemd", "kolosal.service");
        Assert.Equal((0, ""), await RunAsync("systemd-analyze", "verify", unit));

        // From 0, confined, to 10, free: what listens on the network and compiles in memory should be below 2.5.
        var (_, said) = await RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=25", unit);
        Assert.Matches(@"Overall exposure level for kolosal\.service: [012]\.", said);
    }

    [Fact]
    public void The_unit_starts_the_program_and_sets_what_it_reads()
    {
        string unit = DeployFiles.Read("systemd", "kolosal.service");
        Assert.Contains("ExecStart=/usr/bin/dotnet /opt/kolosal/Kolosal.Api.dll up", unit, StringComparison.Ordinal);
        Assert.All(Setting().Matches(unit).Select(match => match.Value), setting => Assert.True(DeployFiles.IsSetting(setting), setting));
        Assert.Contains("TimeoutStopSec=60", unit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_can_be_read_by_their_shell()
    {
        foreach (string script in (string[])["kolosal", ".ci/run"])
            Assert.Equal((0, ""), await RunAsync("bash", "-n", Path.Combine(SharedFolders.Repository, script)));
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said).Trim());
    }

    [GeneratedRegex(@"Kolosal__\w+")]
    private static partial Regex Setting();
}
