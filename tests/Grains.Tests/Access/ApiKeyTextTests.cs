using Kolosal.Access;

namespace Kolosal.Grains.Tests.Access;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void A_made_key_splits_into_what_it_was_made_of()
    {
        for (int i = 0; i < 1000; i++)
        {
            string id = ApiKeyText.NewId(), secret = ApiKeyText.NewSecret();
            Assert.True(ApiKeyText.TryParse(ApiKeyText.Format("my_work-space", id, secret), out var owner, out var presented));
            Assert.Equal(("my_work-space", id), ApiKeyText.Owner(owner));
            Assert.Equal(secret, presented.ToString());
            Assert.True(ApiKeyText.Matches(presented, ApiKeyText.Hash(secret).AsSpan()));
        }
    }

    [Fact]
    public void The_hash_is_sha_256_of_the_secret() => // FIPS 180-2, appendix B.1: "abc"
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(ApiKeyText.Hash("abc").AsSpan()));

    [Fact]
    public void Another_secret_does_not_match() => Assert.False(ApiKeyText.Matches("abd", ApiKeyText.Hash("abc").AsSpan()));

    [Theory]
    [InlineData("")]
    [InlineData("kol_")]
    [InlineData("kol_default.admin")]
    [InlineData("kol_default.admin_short")]
    [InlineData("kol_defaultadmin_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_.admin_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_default._0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_Default.admin_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_a/b.admin_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_system.admin_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("kol_default.admin_0123456789abcdefghijABCDEFGHIJ0é")]
    [InlineData("KOL_default.admin_0123456789abcdefghijABCDEFGHIJ01")]
    public void What_is_no_key_is_not_read_as_one(string text) => Assert.False(ApiKeyText.TryParse(text, out _, out _));

    [Fact]
    public void A_text_without_end_is_not_a_key() => Assert.False(ApiKeyText.TryParse("kol_default.admin_" + new string('a', 100_000), out _, out _));
}
