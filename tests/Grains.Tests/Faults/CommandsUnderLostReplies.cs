using System.Reflection;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Testing;
using Orleans.Concurrency;

namespace Kolosal.Faults;

/// <summary>The answer of a command is lost and the caller repeats it: the effect is there once, and the answer is the one that was lost.</summary>
public sealed class CommandsUnderLostReplies(CommandsUnderLostReplies.Silo silo) : IClassFixture<CommandsUnderLostReplies.Silo>
{
    private static int stages;

    public static TheoryData<string> Names => [.. Commands.All.Select(command => command.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_repeated_command_takes_effect_once(string name)
    {
        var command = Commands.All.Single(command => command.Name == name);
        int number = Interlocked.Increment(ref stages);
        Stage calm = new(silo.Training, $"calm{number}"), lossy = new(silo.Training, $"lossy{number}");
        string expected = await RunAsync(command, calm, () => command.Call(calm));
        string answered = await RunAsync(command, lossy, async () =>
        {
            silo.Faults.DropNextReply(name);
            await Assert.ThrowsAsync<TimeoutException>(() => command.Call(lossy));
            Assert.False(silo.Faults.IsPending(name));
            return await command.Call(lossy);
        });

        if (command.RepeatSays is { } says) Assert.Contains(says, answered, StringComparison.Ordinal);
        else if (command.Again is null) Assert.Equal(expected, answered);
        string[] once = await calm.TrailAsync(), repeated = await lossy.TrailAsync();
        Assert.Equal(once.Length + (command.Again is null ? 0 : 1), repeated.Length);
        Assert.Equal(once.Distinct(), repeated.Distinct());
    }

    [Fact]
    public void Every_method_of_a_grain_is_exercised_or_exempt_with_a_reason()
    {
        var methods = from type in typeof(IModelGrain).Assembly.GetTypes()
                      where type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
                      from method in type.GetMethods()
                      where method.GetCustomAttribute<ReadOnlyAttribute>() is null && method.GetCustomAttribute<AlwaysInterleaveAttribute>() is null
                      where !method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal)
                      select $"{type.Name}.{method.Name}";
        var known = Commands.All.Select(command => command.Name).Concat(Commands.Exempt.Keys).ToHashSet();
        Assert.Equal(methods.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    private static async Task<string> RunAsync(Command command, Stage stage, Func<Task<object?>> call)
    {
        if (command.Before is { } before) await before(stage);
        object? answer = await call();
        if (command.After is { } after) await after(stage);
        return stage.Text(answer);
    }

    /// <summary>One silo for all commands; each has workspaces of its own.</summary>
    public sealed class Silo : IAsyncLifetime
    {
        internal CallFaults Faults { get; } = new(Seed: 1);

        internal PlatformSilo Training { get; private set; } = null!;

        public async Task InitializeAsync() => Training = await Stage.StartSiloAsync(Faults);

        public async Task DisposeAsync() => await Training.DisposeAsync();
    }
}
