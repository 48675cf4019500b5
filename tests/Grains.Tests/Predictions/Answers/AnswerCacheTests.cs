using System.Security.Cryptography;
using Kolosal.Models;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

public class AnswerCacheTests
{
    private static readonly PredictionsOptions Small = new() { CacheMegabytes = 1 };

    private static AnswerKey Key(int version, int rows, string package = "a", long epoch = 0, RowFormat format = RowFormat.Json,
        bool strict = false) => new(new("ws", "m", version), package, epoch, format, strict, SHA256.HashData(BitConverter.GetBytes(rows)));

    private static ScoredRequest Scored(double mark, int values = 1) => new(1, new double[values], [mark], []);

    [Fact]
    public void What_differs_in_anything_that_decides_the_scores_is_never_shared()
    {
        var cache = new AnswerCache(new Fixed(Small));
        AnswerKey[] keys = [
            .. from version in (int[])[1, 2]
               from rows in (int[])[1, 2]
               from package in (string[])["a", "b"]
               from epoch in (long[])[0, 1]
               from format in (RowFormat[])[RowFormat.Json, RowFormat.Csv]
               from strict in (bool[])[false, true]
               select Key(version, rows, package, epoch, format, strict),
            new AnswerKey(new("ws", "n", 1), "a", 0, RowFormat.Json, false, Key(1, 1).RowsSha256),
            new AnswerKey(new("other", "m", 1), "a", 0, RowFormat.Json, false, Key(1, 1).RowsSha256),
        ];
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.Null(cache.Find(keys[i]));
            cache.Keep(keys[i], Scored(i));
        }
        for (int i = 0; i < keys.Length; i++) Assert.Equal(i, cache.Find(keys[i])!.Outputs[0]);
    }

    [Fact]
    public void Memory_is_bounded_and_what_was_used_longest_ago_goes_first()
    {
        var cache = new AnswerCache(new Fixed(Small));
        const int Values = 1_000; // about 8 kB: some 124 of them fit
        for (int i = 0; i < 100; i++) cache.Keep(Key(1, i), Scored(i, Values));
        Assert.NotNull(cache.Find(Key(1, 0)));
        for (int i = 100; i < 180; i++) cache.Keep(Key(1, i), Scored(i, Values));
        Assert.InRange(cache.Bytes, 1, 1 << 20);
        Assert.NotNull(cache.Find(Key(1, 0)));
        Assert.Null(cache.Find(Key(1, 1)));
        Assert.NotNull(cache.Find(Key(1, 179)));

        // One that would push most of the others out is not kept.
        cache.Keep(Key(2, 1), Scored(1, 100_000));
        Assert.Null(cache.Find(Key(2, 1)));
    }

    private sealed class Fixed(PredictionsOptions value) : IOptionsMonitor<PredictionsOptions>
    {
        public PredictionsOptions CurrentValue => value;

        public PredictionsOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<PredictionsOptions, string?> listener) => null;
    }
}
