namespace Kolosal.Engine.Tests.Calls;

[GenerateSerializer, Immutable]
public sealed record Point(int X, int Y);

[GenerateSerializer]
public record Shape(string Name)
{
    [Id(0)] public List<int> Corners { get; set; } = [];
}

[GenerateSerializer]
public sealed record Circle(string Name, double Radius) : Shape(Name);

// A member without a number is what the test is about.
#pragma warning disable ORLEANS0004
[GenerateSerializer]
public sealed class Pair
#pragma warning restore ORLEANS0004
{
    [Id(0)] public List<int>? Left { get; set; }
    [Id(1)] public List<int>? Right { get; set; }
    public string? Unnumbered { get; set; }
}

[GenerateSerializer]
public sealed class Node
{
    [Id(0)] public int Value;
    [Id(1)] public Node? Next;
}

public enum Colour { Red = 3, Green = 5 }

/// <summary>Not annotated: it cannot cross.</summary>
public sealed class Plain
{
    public int Value { get; set; }
}

[GenerateSerializer, Immutable]
public sealed record Everything(
    bool Flag, byte Small, short Short, int Int, long Long, ulong Unsigned, float Single, double Double, decimal Money, char Letter, string Text,
    DateTime At, DateTimeOffset Offset, DateOnly Day, TimeOnly Hour, TimeSpan Span, Guid Id, Uri Link, Colour Colour, int? Maybe, int? None,
    ImmutableArray<double> Numbers, ImmutableDictionary<string, int> Counts, (int A, string B) Tuple);

public interface IValueGrain : IGrainWithStringKey
{
    Task<List<int>> AppendAndReturnAsync(List<int> numbers);
    Task<List<int>> KeptAsync();
    Task<Everything> EchoEverythingAsync(Everything value);
    Task<int[][]> EchoJaggedAsync(int[][] value);
    Task<Dictionary<string, HashSet<DateOnly>>> EchoMapAsync(Dictionary<string, HashSet<DateOnly>> value);
    Task<string> TypeOfAsync(IEnumerable<int> values);
    Task<int> SumAsync(IEnumerable<int> values);
    Task<Shape> EchoShapeAsync(Shape shape);
    Task<bool> SameObjectAsync(Pair pair);
    Task<Pair> EchoPairAsync(Pair pair);
    Task<Node> EchoNodeAsync(Node node);
    Task<object?> EchoObjectAsync(object? value);
    Task<string?> EchoNullAsync(string? value);
    ValueTask NothingAsync();
    ValueTask<int> ValueAsync(int value);
    Task<object> PlainResultAsync();
    Task<bool> PassesImmutableByReferenceAsync(string other);
    Task<bool> CopiesMutableAsync(string other);
    Task<bool> IsSameAsync(Point point);
    Task<bool> IsSameListAsync(List<int> list);
}

public sealed class ValueGrain : Grain, IValueGrain
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, object> Sent = new();
    private List<int> _kept = [];

    public Task<List<int>> AppendAndReturnAsync(List<int> numbers)
    {
        numbers.Add(99);
        _kept = numbers;
        return Task.FromResult(_kept);
    }

    public Task<List<int>> KeptAsync() => Task.FromResult(_kept);
    public Task<Everything> EchoEverythingAsync(Everything value) => Task.FromResult(value);
    public Task<int[][]> EchoJaggedAsync(int[][] value) => Task.FromResult(value);
    public Task<Dictionary<string, HashSet<DateOnly>>> EchoMapAsync(Dictionary<string, HashSet<DateOnly>> value) => Task.FromResult(value);
    public Task<string> TypeOfAsync(IEnumerable<int> values) => Task.FromResult(values.GetType().Name);
    public Task<int> SumAsync(IEnumerable<int> values) => Task.FromResult(values.Sum());
    public Task<Shape> EchoShapeAsync(Shape shape) => Task.FromResult(shape);
    public Task<bool> SameObjectAsync(Pair pair) => Task.FromResult(ReferenceEquals(pair.Left, pair.Right));
    public Task<Pair> EchoPairAsync(Pair pair) => Task.FromResult(pair);
    public Task<Node> EchoNodeAsync(Node node) => Task.FromResult(node);
    public Task<object?> EchoObjectAsync(object? value) => Task.FromResult(value);
    public Task<string?> EchoNullAsync(string? value) => Task.FromResult(value);
    public ValueTask NothingAsync() => ValueTask.CompletedTask;
    public ValueTask<int> ValueAsync(int value) => ValueTask.FromResult(value);
    public Task<object> PlainResultAsync() => Task.FromResult<object>(new Plain());

    public Task<bool> PassesImmutableByReferenceAsync(string other)
    {
        var point = new Point(1, 2);
        Sent[other] = point;
        return GrainFactory.GetGrain<IValueGrain>(other).IsSameAsync(point);
    }

    public Task<bool> CopiesMutableAsync(string other)
    {
        var list = new List<int> { 1 };
        Sent[other] = list;
        return GrainFactory.GetGrain<IValueGrain>(other).IsSameListAsync(list);
    }

    public Task<bool> IsSameAsync(Point point) => Task.FromResult(ReferenceEquals(point, Sent[this.GetPrimaryKeyString()]));
    public Task<bool> IsSameListAsync(List<int> list) => Task.FromResult(ReferenceEquals(list, Sent[this.GetPrimaryKeyString()]));
}
