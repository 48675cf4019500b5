using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.CommandLine;
using Spectre.Console;

namespace Kolosal.Api.Tests;

public sealed class GreetingTests
{
    private const string Key = "kol_default.admin_0123456789abcdefghijABCDEFGHIJ0123456789";

    private static readonly Greeting First = new(new Uri("http://localhost:8080"), Key, Path.Combine(Path.GetTempPath(), "data"));

    [Fact]
    public void A_person_reads_address_key_folder_and_three_commands_that_can_be_copied()
    {
        string[] lines = Show(First, withCommands: true);
        Assert.Equal(8, lines.Length);
        Assert.Contains("http://localhost:8080 ", lines[1], StringComparison.Ordinal);
        Assert.Contains(Key, lines[2], StringComparison.Ordinal);
        Assert.EndsWith(First.DataFolder, lines[3], StringComparison.Ordinal);
        Assert.Equal(First.NextCommands, lines[5..]);
        Assert.All(lines[5..], command => Assert.Contains($"'X-Api-Key: {Key}'", command, StringComparison.Ordinal));
    }

    [Fact]
    public void The_commands_go_to_routes_that_there_are() => Assert.All(First.NextCommands, command =>
        Assert.Contains(
            RouteTable.Rules, rule => rule.Method == "POST" && rule.Pattern == new Uri(Regex.Match(command, @"http://\S+$").Value).AbsolutePath));

    [Fact]
    public void A_key_that_stood_before_is_not_known_and_the_commands_say_where_it_goes()
    {
        string[] lines = Show(First with { Key = null }, withCommands: true);
        Assert.DoesNotContain(lines, line => line.Contains("Admin key", StringComparison.Ordinal));
        Assert.All(lines[^3..], command => Assert.Contains("$KEY", command, StringComparison.Ordinal));
        Assert.Equal(4, Show(First, withCommands: false).Length);
    }

    [Fact]
    public void A_program_reads_one_line_each()
    {
        using var output = new StringWriter();
        First.Tell(output);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Kolosal serves on http://localhost:8080;", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(Key, lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }

    /// <summary>On a terminal that is narrower than any command.</summary>
    private static string[] Show(Greeting greeting, bool withCommands)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 40;
        greeting.Show(console, withCommands);
        return output.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }
}
