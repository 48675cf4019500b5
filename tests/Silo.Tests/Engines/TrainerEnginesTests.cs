using Kolosal.Engines.LightGbm;
using Kolosal.Learning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kolosal.Engines;

public class TrainerEnginesTests
{
    [Fact]
    public void They_follow_our_own_in_one_order_however_often_they_are_added()
    {
        TrainerEngines.Add();
        string[] first = [.. Trainers.All.Select(t => t.Name)];
        TrainerEngines.Add();
        Assert.Equal(first, Trainers.All.Select(t => t.Name));
        Assert.Equal(Trainers.Own.Select(t => t.Name), first[..Trainers.Own.Length]);
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Contains("lightgbm", first);
        Assert.Contains("ml_net.fast_tree", first);
        Assert.Contains("ml_net.sdca", first);
    }

    [Fact]
    public async Task The_log_names_an_engine_that_is_missing_and_what_it_lacks()
    {
        var missing = Trainers.Get("ridge") with { Name = "absent.trainer" };
        Trainers.Add(new TrainerEngine("Absent 1.0", [missing], "its library is not installed"));
        var lines = new List<string>();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new Lines(lines))).AddTrainerEngines();
        await using var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
        string line = Assert.Single(lines, line => line.Contains("Absent 1.0", StringComparison.Ordinal));
        Assert.Contains("absent.trainer", line);
        Assert.Contains("its library is not installed", line);
    }

    [Fact]
    public void What_the_loader_says_becomes_what_to_install()
    {
        Assert.Contains("apt-get install libgomp1",
            LightGbmEngine.Reason("libgomp.so.1: cannot open shared object file: No such file or directory"));
        Assert.Contains("made for x64", LightGbmEngine.Reason("lib_lightgbm.so: cannot open shared object file"));
    }

    private sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string category) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> text) =>
            lines.Add(text(state, fault));

        public void Dispose()
        {
        }
    }
}
