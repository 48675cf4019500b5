using System.Numerics;

namespace Kolosal.Predictions;

/// <summary>The nearest double to a whole number times a power of ten, from one or two multiplications of 64 by 64 bits.</summary>
/// <remarks>
/// D. Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice and Experience 51(8), 2021, algorithm 1, with the 128-bit
/// approximations of 5^q of its section 5. It differs in that it leaves powers beyond ±<see cref="Largest"/>, subnormal and infinite results
/// to the caller: they are rare.
/// </remarks>
internal static class PowerOfTen
{
    private const int Largest = 60, MantissaBits = 52, Bias = 1023;

    /// <summary>Bits of a product below those that rounding looks at.</summary>
    private const int Spare = 64 - MantissaBits - 3;

    private static readonly (ulong High, ulong Low)[] Fives = [.. Enumerable.Range(-Largest, 2 * Largest + 1).Select(Significand)];

    /// <returns>False when this does not decide it.</returns>
    public static bool Scale(ulong significand, int power, out double value)
    {
        value = 0;
        if (significand == 0) return true;
        if (power is < -Largest or > Largest) return false;
        int shift = BitOperations.LeadingZeroCount(significand);
        significand <<= shift;
        var (fiveHigh, fiveLow) = Fives[power + Largest];
        ulong high = Math.BigMul(significand, fiveHigh, out ulong low);
        const ulong Undecided = ulong.MaxValue >> (MantissaBits + 3);
        if ((high & Undecided) == Undecided)
        {
            ulong more = Math.BigMul(significand, fiveLow, out _);
            low += more;
            if (more > low) high++;
        }

        if (low == ulong.MaxValue && power is < -27 or > 55) return false;
        int top = (int)(high >> 63);
        ulong mantissa = high >> (top + Spare);
        int exponent = ((217706 * power) >> 16) + 63 + top - shift + Bias;
        if (exponent is <= 0 or >= 2 * Bias + 1) return false;

        // Halfway between two doubles: to the even one (only these powers have exact products).
        if (low <= 1 && power is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << (top + Spare) == high) mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 2UL << MantissaBits)
        {
            mantissa = 1UL << MantissaBits;
            if (++exponent >= 2 * Bias + 1) return false;
        }

        value = BitConverter.UInt64BitsToDouble((mantissa & ~(1UL << MantissaBits)) | ((ulong)exponent << MantissaBits));
        return true;
    }

    /// <summary>The first 128 bits of 5^q, or of its inverse rounded up.</summary>
    private static (ulong High, ulong Low) Significand(int q)
    {
        var five = BigInteger.Pow(5, Math.Abs(q));
        if (q < 0)
        {
            int bits = (int)(five - 1).GetBitLength();
            five = BigInteger.Pow(2, q >= -27 ? bits + 127 : 2 * bits + 128) / five + 1;
        }

        int excess = (int)five.GetBitLength() - 128;
        five = excess > 0 ? five >> excess : five << -excess;
        return ((ulong)(five >> 64), (ulong)(five & ulong.MaxValue));
    }
}
