using System.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <summary>
/// Sobol's sequence in Gray-code order (Sobol 1967; Antonov and Saleev 1979) with the direction numbers of Joe and Kuo, scrambled by a random
/// lower triangular matrix over the binary digits and a random shift (Matoušek, J. Complexity 14, 1998), which keeps how evenly the points lie.
/// </summary>
/// <remarks>Beyond 128 dimensions coordinates are independent draws.</remarks>
internal sealed class SobolSequence
{
    private readonly int dimensions;
    private readonly ulong seed;

    // One mask a binary digit from the first on, and the shift; none of a sequence that is not scrambled.
    private readonly uint[][] masks = [];
    private readonly uint[] shifts = [];

    /// <summary>The sequence as it is, from 0.</summary>
    public SobolSequence(int dimensions) => this.dimensions = dimensions;

    /// <summary>The sequence scrambled by a seed.</summary>
    public SobolSequence(int dimensions, ulong seed) : this(dimensions)
    {
        this.seed = seed;
        int known = Math.Min(dimensions, SobolDirections.All.Length);
        (masks, shifts) = (new uint[known][], new uint[known]);
        for (int d = 0; d < known; d++)
        {
            var random = new SeededRandom(seed, (ulong)d);
            masks[d] = new uint[SobolDirections.Bits];
            for (int digit = 0; digit < SobolDirections.Bits; digit++)
            {
                uint own = 1u << (SobolDirections.Bits - 1 - digit), earlier = ~(own | (own - 1));
                masks[d][digit] = own | ((uint)(random.NextUInt64() >> 32) & earlier);
            }
            shifts[d] = (uint)(random.NextUInt64() >> 32);
        }
    }

    /// <summary>Writes a point, each coordinate in [0, 1).</summary>
    public void Point(uint index, Span<double> point)
    {
        const double Unit = 1.0 / (1L << SobolDirections.Bits);
        uint gray = index ^ (index >> 1);
        for (int d = 0; d < dimensions; d++)
        {
            if (d >= SobolDirections.All.Length)
            {
                point[d] = new SeededRandom(SeededRandom.Derive(seed, (ulong)d), index).NextDouble();
                continue;
            }
            uint x = 0;
            for (uint rest = gray; rest != 0; rest &= rest - 1) x ^= SobolDirections.All[d][BitOperations.TrailingZeroCount(rest)];
            if (masks.Length > 0) x = Scramble(x, d);
            point[d] = x * Unit;
        }
    }

    private uint Scramble(uint x, int d)
    {
        uint scrambled = 0;
        foreach (uint mask in masks[d]) scrambled = scrambled << 1 | ((uint)BitOperations.PopCount(x & mask) & 1);
        return scrambled ^ shifts[d];
    }
}
