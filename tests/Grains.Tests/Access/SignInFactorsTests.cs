namespace Kolosal.Access;

public sealed class SignInFactorsTests
{
    // Names of RFC 8176 section 2; that somebody is there, or where, is no factor.
    [Theory]
    [InlineData("mfa", true), InlineData("pwd otp", true), InlineData("hwk fpt", true), InlineData("pin swk", true), InlineData("pwd mfa", true)]
    [InlineData("", false), InlineData("pwd", false), InlineData("pwd pin", false), InlineData("hwk user", false), InlineData("pwd geo", false)]
    [InlineData("otp sms", false), InlineData("unheard-of others", false)]
    public void Several_factors_are_several_kinds(string methods, bool several) =>
        Assert.Equal(several, SignInFactors.AreSeveral(methods.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
