using Kolosal.Access;

namespace Kolosal.Grains.Tests.Access;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_full_bucket_gives_its_burst_and_then_one_an_interval()
    {
        var bucket = new TokenBucket();
        for (int i = 0; i < 7; i++) Assert.Equal(0, bucket.Take(now: 1000, interval: 10, burst: 7));
        Assert.Equal(10, bucket.Take(1000, 10, 7));
        Assert.Equal(1, bucket.Take(1009, 10, 7));
        Assert.Equal(0, bucket.Take(1010, 10, 7));
        Assert.Equal(10, bucket.Take(1010, 10, 7));
    }

    [Fact]
    public void It_fills_no_higher_than_its_burst()
    {
        var bucket = new TokenBucket();
        bucket.Take(0, 10, 3);
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => bucket.Take(1_000_000, 10, 3) == 0));
    }

    [Fact]
    public void It_is_full_again_after_as_many_intervals_as_were_taken()
    {
        var bucket = new TokenBucket();
        for (int i = 0; i < 4; i++) bucket.Take(100, 10, 5);
        Assert.False(bucket.IsFull(139));
        Assert.True(bucket.IsFull(140));
    }

    [Fact]
    public void Threads_together_get_no_more_than_the_burst()
    {
        var bucket = new TokenBucket();
        int taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (bucket.Take(5, 1, 100) == 0) Interlocked.Increment(ref taken);
        });
        Assert.Equal(100, taken);
    }
}
