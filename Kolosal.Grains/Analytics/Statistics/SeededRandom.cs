namespace Kolosal.Statistics;

/// <summary>xoshiro256** seeded through SplitMix64 (Blackman and Vigna, arXiv:1805.01407): the same
/// numbers on every machine and runtime version, which <see cref="Random"/> does not promise.</summary>
/// <remarks>A mutable struct: pass it by <c>ref</c> or keep it in a field; not for several threads.</remarks>
public struct SeededRandom
{
    private ulong s0, s1, s2, s3;

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(ulong seed)
    {
        s0 = Mix(ref seed);
        s1 = Mix(ref seed);
        s2 = Mix(ref seed);
        s3 = Mix(ref seed);
    }

    /// <summary>Starts an independent sequence for one purpose (a tree, a fold, a trial) of a seed.</summary>
    public SeededRandom(ulong seed, ulong stream) : this(Derive(seed, stream)) { }

    /// <summary>A seed for one purpose of a seed; different streams give unrelated seeds.</summary>
    public static ulong Derive(ulong seed, ulong stream)
    {
        ulong state = seed;
        ulong first = Mix(ref state);
        state = first ^ (stream + 0x9E3779B97F4A7C15UL) * 0xD1342543DE82EF95UL;
        return Mix(ref state);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = ulong.RotateLeft(s1 * 5, 7) * 9, t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 … <paramref name="exclusive"/> − 1, without bias (Lemire, arXiv:1805.10941).</summary>
    public int Next(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        ulong high = Math.BigMul(NextUInt64(), (ulong)exclusive, out ulong low);
        if (low < (ulong)exclusive)
        {
            ulong floor = (0UL - (ulong)exclusive) % (ulong)exclusive;
            while (low < floor) high = Math.BigMul(NextUInt64(), (ulong)exclusive, out low);
        }
        return (int)high;
    }

    /// <summary>Standard normal (polar Box-Muller; the second value is not kept so that the state stays four words).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1, v = 2 * NextDouble() - 1, s = u * u + v * v;
            if (s > 0 && s < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    /// <summary>Puts the items in a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBUL;
        return z ^ z >> 31;
    }
}
