using Kolosal.CommandLine;

namespace Kolosal.Api.Tests;

public sealed class KolosalCommandTests
{
    [Fact]
    public async Task Without_a_word_and_with_up_it_serves()
    {
        foreach (string[] args in (string[][])[[], ["up"]])
        {
            var start = await StartAsync(args);
            Assert.Equal((false, false), (start?.Demo, start?.Stop));
            Assert.Empty(start!.Settings);
            Assert.Equal("http://localhost:8080", start.Defaults["urls"]);
        }
    }

    [Fact]
    public async Task The_demo_stops_afterwards_when_asked_to()
    {
        Start? stays = await StartAsync("demo"), ends = await StartAsync("demo", "--stop");
        Assert.Equal((true, false), (stays?.Demo, stays?.Stop));
        Assert.Equal((true, true), (ends?.Demo, ends?.Stop));
    }

    [Theory]
    [InlineData("up", "--urls", "http://127.0.0.1:0", "--Kolosal:Logging:Level=Warning")]
    [InlineData("--environment=Production", "--Kolosal:Access:Jwt:Keys:0:Kid=a b")]
    [InlineData("demo", "--stop", "--Kolosal:Storage:ConnectionString=Host=db;Username=x")]
    public async Task Everything_else_is_configuration_as_it_was_typed(params string[] args) =>
        Assert.Equal(args.Where(arg => arg is not ("up" or "demo" or "--stop")), (await StartAsync(args))!.Settings);

    [Theory]
    [InlineData("serve")]
    [InlineData("up", "fast")]
    [InlineData("up", "--stop")]
    [InlineData("demo", "--stpo")]
    [InlineData("up", "--urls", "--x=1")]
    [InlineData("-x")]
    public async Task What_means_nothing_is_told_and_nothing_starts(params string[] args)
    {
        Assert.Equal(2, await KolosalCommand.RunAsync(args, _ => throw new InvalidOperationException("It started.")));
    }

    [Theory, InlineData("--help"), InlineData("--version"), InlineData("up", "--help"), InlineData("demo", "-h")]
    public async Task Help_and_version_answer_and_nothing_starts(params string[] args)
    {
        var output = new StringWriter();
        Assert.Equal(0, await KolosalCommand.RunAsync(args, _ => throw new InvalidOperationException("It started."), output));
        Assert.InRange(output.ToString().Split('\n').Max(line => line.Length), 5, 120); // it goes into a pipe here
    }

    [Fact]
    public async Task The_exit_code_is_the_server_s() => Assert.Equal(7, await KolosalCommand.RunAsync(["up"], _ => Task.FromResult(7)));

    private static async Task<Start?> StartAsync(params string[] args)
    {
        Start? started = null;
        await KolosalCommand.RunAsync(args, start =>
        {
            started = start;
            return Task.FromResult(0);
        });
        return started;
    }
}
