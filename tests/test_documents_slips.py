r"""Slips as they stand in whole documents: for every form of words, a true formula after it and one with a slip.

In the texts ``@`` is the place of either.
"""

from __future__ import annotations

import pytest
from shares import is_in_share

from derivations import check_text

SLIPS = [
    (r"The motion $$x(t) = Ae^{-ct}\cos t$$ ends. The velocity at the start is $\dot x(0) = @$.", "-cA", "cA"),
    ("Let $x_1, \\dots, x_n\\in\\mathbb R^d$.\n\n# Loss\n\nFor a weight vector $w\\in\\mathbb R^d$ the loss is\n"
     "$$L(w) = \\sum_{i=1}^n\\log(1+e^{w^\\top x_i}).$$\nIts gradient is $$\\nabla L(w) = @.$$",
     r"\sum_{i=1}^n\frac{x_i}{1+e^{-w^\top x_i}}", r"\sum_{i=1}^n\frac{x_i}{1+e^{w^\top x_i}}"),
    (r"Let $a, b\in\mathbb R^n$ with $a\ne0$. Set $c = b-\frac{a^\top b}{a^\top a}a$. Then $a^\top c = 0$ and $$c^\top c = @.$$",
     r"b^\top b-\frac{(a^\top b)^2}{a^\top a}", r"b^\top b-\frac{a^\top b}{a^\top a}"),
    (r"The rate is $$\eta = \frac{2}{l+L}.$$ Annealing over $T > 0$ steps is"
     r" $$\eta(t) = \frac{\eta_0}{2}\left(1+\cos\frac{\pi t}{T}\right).$$ Then $$\eta'(t) = @.$$",
     r"-\frac{\pi\eta_0}{2T}\sin\frac{\pi t}{T}", r"-\frac{\eta_0}{2}\sin\frac{\pi t}{T}"),
    (r"For the fin $\theta'' = m^2\theta$. Try $\theta(x) = A\cosh(mx)$. Then $$\theta'(x) = @.$$", r"Am\sinh(mx)", r"A\sinh(mx)"),
    (r"Let $K\in\mathbb R^{n\times n}$ be symmetric and positive semidefinite. Then $$(K+I)^\top = @.$$", "K+I", "K-I"),
    (r"With two classes and logits $a$ and $b$ the first probability at temperature $\tau > 0$ is"
     r" $$q(\tau) = \frac{1}{1+e^{-(a-b)/\tau}}.$$ Then $$q'(\tau) = @.$$",
     r"-\frac{a-b}{\tau^2}q(\tau)(1-q(\tau))", r"-\frac{a-b}{\tau}q(\tau)(1-q(\tau))"),
    (r"A bond with maturity $T > 0$ has the price $B(y) = e^{-yT}$ under continuous compounding. Then $$B''(y) = @.$$",
     "T^2B(y)", "-T^2B(y)"),
    (r"Let $k(x, y) = e^{-(x-y)^2}$. It is symmetric, $k(x, y) = k(y, x)$. Then $$\frac{\partial k}{\partial y} = @.$$",
     "2(x-y)k(x, y)", "-2(x-y)k(x, y)"),
    (r"Let $a$ be the score of the positive pair, $b$ the score of the negative pair. The loss is $\ell(a, b) = \log(1+e^{b-a})$. If both"
     r" scores agree the loss is $\ell(a, a) = @$.", r"\log 2", r"\log 3"),
    (r"Suppose lifetimes have the density $$p(x) = \alpha e^{-\alpha x}, \qquad x > 0,$$ with $\alpha > 0$. Then"
     r" $$\int_0^\infty e^{-x}p(x)\,dx = @.$$", r"\frac{\alpha}{1+\alpha}", r"\frac{1}{1+\alpha}"),
    (r"The mean squared error is $$M(c) = c^2v+(c-1)^2m^2$$ with $v > 0$. Its minimum is at $$c^* = @.$$",
     r"\frac{m^2}{m^2+v}", r"\frac{m^2}{m^2-v}"),
    (r"The variance is $$v(w) = w^2a+(1-w)^2b$$ with $a, b > 0$. Setting the derivative to zero gives the best weight $$w^* = @.$$",
     r"\frac{b}{a+b}", r"\frac{a}{a+b}"),
    (r"The height is $$h(t) = vt-\frac12gt^2$$ with $g, v > 0$. It lands at $t_1 = \frac{2v}{g}$, so that $$h(\tfrac12t_1) = @.$$",
     r"\frac{v^2}{2g}", r"\frac{v^2}{g}"),
    (r"The response is $y(t) = 1-e^{-t/T}$ with $T > 0$, which satisfies $Ty'(t)+y(t) = @$.", "1", "2"),
    (r"Taking expectations gives $2s$, in agreement with $$\frac{d}{ds}(m^2+s^2) = @.$$", "2s", "3s"),
    (r"The loss is $$\ell(a) = -x\log\sigma(a)-(1-x)\log(1-\sigma(a)), \qquad \sigma(a) = \frac{1}{1+e^{-a}}.$$ It can be written as"
     r" $$\ell(a) = @.$$", r"\log(1+e^a)-xa", r"\log(1+e^a)+xa"),
    (r"Given weights $w_1, \dots, w_n > 0$ and $\alpha > 0$, let $$Q(\alpha) = \sum_{i=1}^nw_i\log\alpha.$$ Then $$Q'(\alpha) = @.$$",
     r"\frac1\alpha\sum_{i=1}^nw_i", r"\alpha\sum_{i=1}^nw_i"),
    (r"Let $y\in\mathbb R^n$, $X\in\mathbb R^{n\times k}$ of full column rank, $b = (X^\top X)^{-1}X^\top y$. The residual $e = y-Xb$"
     r" satisfies $$e^\top e = @.$$", r"y^\top y-b^\top X^\top y", r"y^\top y+b^\top X^\top y"),
    (r"Let $y, b\in\mathbb R^n$ and $b_{IV} = 2y$. Then $$b_{IV}-y = @.$$", "y", "b"),
    (r"Let $v\in\mathbb R^n$ with $v^\top v = 1$. $$\begin{aligned} (I-2vv^\top)^2 &= I-4vv^\top+4vv^\top vv^\top \\ &= @. \end{aligned}$$",
     "I", "-I"),
    (r"Let $a > 0$. The equation is $$p^2-2ap-3a^2 = 0.$$ The positive root is $$p = 3a.$$ With $k = 2p$ we have $$a-k = @.$$",
     "-5a", "5a"),
    (r"The autocovariances are $\gamma(h) = v\phi^h$ for $h \ge 0$, thus $\gamma(1) = @$.", r"\phi v", r"-\phi v"),
    (r"Let $g(\lambda) = \lambda^{\alpha} e^{-\beta\lambda}$ with $\alpha, \beta > 0$, $\lambda > 0$. Then"
     r" $$\frac{d}{d\lambda}\log g(\lambda) = \frac{\alpha}{\lambda} - \beta,$$ so the mode is $\lambda^* = @$.",
     r"\frac{\alpha}{\beta}", r"\frac{\beta}{\alpha}"),
    (r"In the quadratic wage equation $w(a) = b_0 + b_1 a + b_2 a^2$ the marginal effect is $w'(a) = b_1 + 2b_2a$ and the turning"
     r" point is $$a^* = @.$$", r"-\frac{b_1}{2 b_2}", r"-\frac{b_1}{b_2}"),
    (r"Let $L(\lambda) = n \log \lambda - \lambda s$ with $\lambda > 0$, $s > 0$. Its derivative $$L'(\lambda) = \frac{n}{\lambda} - s$$"
     r" vanishes at $\hat\lambda = @$.", r"\frac{n}{s}", r"\frac{s}{n}"),
    (r"Let $V(w) = w^2 a + (1-w)^2 b$ with $a, b > 0$. Its derivative is $$V'(w) = 2wa - 2(1-w)b,$$ which is zero for $$w^* = @.$$",
     r"\frac{b}{a+b}", r"\frac{a}{a+b}"),
    (r"The function $f(x) = x e^{-x}$ has its maximum at $x = @$.", "1", "2"),
    (r"Let $A \in \mathbb{R}^{n \times n}$ and $\mathbf U\in\mathbb R^{n\times n}$ and $\mathbf V\in\mathbb R^{n\times n}$ be orthogonal"
     r" matrices. Then $$\mathbf V A \mathbf U^\top\mathbf U = @.$$", r"\mathbf V A", r"A \mathbf V"),
    (r"We consider $y = X\beta + u$ where $y \in \mathbb R^n$, $X \in \mathbb R^{n\times k}$ has full column rank, $\beta\in\mathbb R^k$"
     r" and $u\in\mathbb R^n$. The estimator is $\hat\beta = (X^\top X)^{-1}X^\top y$. Then $$\hat\beta - \beta = @.$$",
     r"(X^\top X)^{-1}X^\top u", r"-(X^\top X)^{-1}X^\top u"),
    (r"Define $$I_n = \int_0^{\pi/2} \sin^n x\,dx.$$ Then $$I_n = @$$ for $n \ge 2$.", r"\frac{n-1}{n} I_{n-2}", r"\frac{n}{n-1} I_{n-2}"),
    (r"Define $$I_n = \int_0^{\pi/2} \sin^n x\,dx.$$ Therefore $$I_4 = @.$$", r"\frac{3\pi}{16}", r"\frac{3\pi}{8}"),
    (r"Let $t_1, \dots, t_n > 0$ be lifetimes. $$\int_0^\infty t^2 e^{-t}\,dt = @$$", "2", "1"),
    (r"The entropy is $h(x) = -x\log x - (1-x)\log(1-x)$ for $0<x<1$, with $$h'(x) = @,$$ and $h(1-x) = h(x)$.",
     r"\log\frac{1-x}{x}", r"\log\frac{x}{1-x}"),
    (r"If both features have unit variance and correlation $\rho \in (-1, 1)$, the Gram matrix is $$G = \begin{pmatrix} 1 & \rho \\ \rho"
     r" & 1 \end{pmatrix}, \qquad \det G = @.$$", r"1 - \rho^2", r"1 + \rho^2"),
    (r"For a probability vector $q$ with $q_i>0$ and $\sum_{i=1}^n q_i = 1$ we have $$\sum_{i=1}^n 2 q_i = @.$$", "2", "1"),
    (r"Two independent sensors with variances $r, s > 0$ are fused with variance $$\frac{s^2 r + r^2 s}{(r+s)^2} = @.$$",
     r"\frac{r s}{r+s}", r"\frac{2 r s}{r+s}"),
    (r"Here $X_1, \dots, X_n$ are uniform on $[0, \theta]$ with $\theta > 0$, and $M$ is their maximum. So"
     r" $$\theta^2 - \frac{\theta^2}{4} = @.$$",
     r"\frac{3}{4}\theta^2", r"\frac{1}{4}\theta^2"),
    (r"The projection of $z\in\mathbb{R}^n$ onto the hyperplane $a^\top x = b$ with $a\in\mathbb{R}^n$, $a \ne 0$, is"
     r" $$\Pi(z) = z - \frac{a^\top z - b}{a^\top a}a,$$ and $$a^\top\Pi(z) = @.$$", "b", "-b"),
    (r"For $g(x) = x^2 - a$ we have $g'(x) = 2x$. For a reciprocal take $g(x) = \frac1x - a$, which gives $$x - \frac{g(x)}{g'(x)} = @.$$",
     "x(2 - ax)", "x(2 + ax)"),
    (r"One step decreases it by $$-\frac1L\|g\|^2 + \frac{L}{2}\left\|\frac1L g\right\|^2 = @.$$",
     r"-\frac{1}{2L}\|g\|^2", r"-\frac{1}{L}\|g\|^2"),
    (r"Model: $y_i = \beta x_i+\varepsilon_i$. The slope of $$U(\beta) = \sum_{i=1}^n(y_i-\beta x_i)^2$$ is $$U'(\beta) = @.$$",
     r"-2\sum_{i=1}^nx_i(y_i-\beta x_i)", r"2\sum_{i=1}^nx_i(y_i-\beta x_i)"),
    (r"Let $y = X\beta + u$ where $y \in \mathbb R^n$, $X \in \mathbb R^{n\times k}$, $\beta\in\mathbb R^k$ and $u\in\mathbb R^n$. The"
     r" gradient is $$\frac{\partial}{\partial\beta}\|y - X\beta\|^2 = @.$$", r"-2X^\top(y - X\beta)", r"2X^\top(y - X\beta)"),
    (r"Let $X_1, \dots, X_n$ be i.i.d. Bernoulli with success probability $\theta$. The bias is $$\frac{n\theta+1}{n+2} - \theta = @.$$",
     r"\frac{1-2\theta}{n+2}", r"\frac{1-\theta}{n+2}"),
    (r"We have $$u_n = \binom{2n}{n}\frac{1}{4^n}$$ and the quotient is $$\frac{u_{n+1}}{u_n} = @.$$",
     r"\frac{2n+1}{2n+2}", r"\frac{2n+1}{2n+4}"),
    (r"The error is at most $$B(\eta) = \frac{D^2}{2\eta}+\frac{\eta}{2},$$ where $D>0$. We find $$B(D) = @.$$", "D", r"\frac{D}{2}"),
    (r"The equation $y'+2xy = 0$ has the solution $y(x) = Ce^{-x^2}$. For $y''-3y'+2y = 0$ the roots are $1$ and $2$, so $y = @$.",
     r"Ae^x+Be^{2x}", r"Ae^x+Be^{3x}"),
    (r"Data $x_1,\dots,x_n\in\mathbb R$ and $v > 0$. The density satisfies $$\frac{e^{-(x-a)^2/v}}{e^{-(x-b)^2/v}} = @.$$",
     r"e^{((x-b)^2-(x-a)^2)/v}", r"e^{((x-a)^2-(x-b)^2)/v}"),
    (r"We have $$\sin x = @,$$ where $\mathrm{i}$ is the imaginary unit.", r"\frac{e^{\mathrm i x}-e^{-\mathrm ix}}{2\mathrm{i}}",
     r"\frac{e^{\mathrm i x}-e^{-\mathrm ix}}{2}"),
    (r"If $b$ has mean $m$ and variance $s > 0$, the estimate $\frac{b}{1+\lambda}$ with $\lambda > 0$ has the bias"
     r" $$\frac{m}{1+\lambda} - m = @.$$", r"-\frac{\lambda m}{1+\lambda}", r"\frac{\lambda m}{1+\lambda}"),
    (r"The function $f(x) = \frac{x}{1+x^2}$ has the derivative $$f'(x) = @.$$ An antiderivative is $\frac12\ln(1+x^2)$.",
     r"\frac{1-x^2}{(1+x^2)^2}", r"\frac{1+x^2}{(1+x^2)^2}"),
    (r"The plant is $$G(s) = \frac{K}{1+Ts}, \qquad K, T > 0.$$ Its modulus is $$\sqrt{K^2T^2} = @.$$", "KT", "-KT"),
    (r"In the model $y = ax^b$ with $a, x > 0$ we have $\ln y = \ln a + b\ln x$. For the semi-log model $\ln y = a+bx$ we have"
     r" $y = e^{a+bx}$. For a quadratic $y = a+bx+cx^2$ we have $$\frac{dy}{dx} = @.$$", "b+2cx", "b+cx"),
    (r"Ohm's law gives the current $I = \frac UR$ at the voltage $U$. The power is $$P = UI = @.$$", r"\frac{U^2}{R}", r"\frac{U}{R}"),
    ("Let $u\\in\\mathbb R^n$ with $u^\\top u = 1$. Define $P = uu^\\top$.\n\n1. $P$ is a projection: $P^2 = @$.", "P", "2P"),
    (r"Consider $\dot x = Ax+Bu$ with $$A = \begin{pmatrix}0&1\\-2&-3\end{pmatrix}, \qquad B = \begin{pmatrix}0\\1\end{pmatrix}.$$"
     r" We find $$\det(sI-A) = @.$$", "s^2+3s+2", "s^2+3s-2"),
    (r"Let $f\colon\mathbb R^2\to\mathbb R$ be given by $f(x,y) = x^3+y^3-3xy$. The value at the minimum is $f(1,1) = @$.", "-1", "1"),
    (r"The poles solve $s^2+2zws+w^2 = 0$. Completing the square, $$s^2+2zws+w^2 = (s+zw)^2+@.$$", "w^2(1-z^2)", "w^2(1+z^2)"),
    (r"The polynomials are $T_1(x) = x$, $T_2(x) = 2x^2-1$ and $T_3(x) = 4x^3-3x$. One checks $$T_3(x) = @.$$",
     "2xT_2(x)-T_1(x)", "2xT_2(x)+T_1(x)"),
    (r"Let $V, K > 0$. The rate is $$v(s) = \frac{Vs}{K_m+s}, \qquad s\ge0,\; K_m > 0.$$ Then $$v'(s) = @.$$",
     r"\frac{VK_m}{(K_m+s)^2}", r"\frac{V}{(K_m+s)^2}"),
    (r"We model the lifetime by a distribution with rate $a > 0$. Then $$\sqrt{a^2} = @.$$", "a", "-a"),
    (r"For the parabola $p(x) = a+bx+cx^2$ $$\int_{-h}^hp(x)\,dx = @.$$", r"2ah+\frac23ch^3", r"2ah+\frac13ch^3"),
    (r"Let $\delta = y-t$ with $y, t\in\mathbb R$. For $s\in\mathbb R^K$ let $$p_k = \frac{e^{s_k}}{\sum_{j=1}^Ke^{s_j}}.$$ Then"
     r" $$\frac{\partial p_k}{\partial s_j} = @.$$", r"p_k(\delta_{kj}-p_j)", r"p_k(\delta_{kj}-p_k)"),
    ("Let $a, b > 0$. The posterior mean is $$m_1 = \\frac{am_0+by}{a+b}.$$ We may rewrite it as\n$$\nm_1 = m_0+@(y-m_0).\n$$",
     r"\frac{b}{a+b}", r"\frac{a}{a+b}"),
    (r"With a rate constant $k>0$ we have $\sqrt{k^2} = k$. The rate $k(T) = Ae^{-E/(RT)}$ with $A,E,R,T>0$ depends on the temperature:"
     r" $$\frac{d}{dT}\ln k(T) = @.$$", r"\frac{E}{RT^2}", r"\frac{E}{RT}"),
    (r"For $|a|<1$ the geometric signal has the energy $\frac{1}{1-a^2}$. The moment is $$\sum_{n=0}^\infty na^n = @.$$",
     r"\frac{a}{(1-a)^2}", r"\frac{1}{(1-a)^2}"),
    (r"The posterior is proportional to $\theta^{a-1}(1-\theta)^{b-1}$. The logarithm is $\ell(\theta) = (a-1)\log\theta+(b-1)"
     r"\log(1-\theta)$ with $$\ell'(\theta) = @.$$", r"\frac{a-1}{\theta}-\frac{b-1}{1-\theta}",
     r"\frac{a-1}{\theta}+\frac{b-1}{1-\theta}"),
    (r"Customers arrive at rate $\lambda > 0$ and are served at rate $\mu > \lambda$. Put $\rho = \lambda/\mu$. Then"
     r" $$\frac{\rho}{1-\rho} = @.$$", r"\frac{\lambda}{\mu-\lambda}", r"\frac{\lambda}{\mu+\lambda}"),
    ("# Net\n\nLet $W \\in \\mathbb{R}^{h \\times d}$, $x \\in \\mathbb{R}^d$, $v \\in \\mathbb{R}^h$. We compute $$z = Wx,"
     " \\qquad a = \\sigma(z), \\qquad u = v^\\top a,$$"
     " where $\\sigma$ is the logistic function $\\sigma(t) = \\frac{1}{1+e^{-t}}$.\n\n## Loss\n\nThe loss is"
     " $E = \\frac12 u^2$.\n\n## Backward\n\nThen $$\\frac{\\partial E}{\\partial W_{ij}} = @.$$",
     r"u v_i a_i (1-a_i) x_j", r"u v_i a_i (1+a_i) x_j"),
    ("# Notation\n\nThe logits are $z_k$ and the probabilities are $$p_k = \\frac{e^{z_k}}{\\sum_{j=1}^K e^{z_j}}.$$\n\n# Jacobian\n\n"
     "The Jacobian is $$\\frac{\\partial p_k}{\\partial z_l} = @.$$", r"p_k(\delta_{kl}-p_l)", r"p_k(\delta_{kl}+p_l)"),
    (r"The state is a real number $h_t$ and obeys $$h_t = wh_{t-1}+ux_t, \qquad h_0 = 0.$$ We find $$h_2 = @.$$",
     "wux_1+ux_2", "ux_1+wux_2"),
    (r"Let $I(S) = c-S+\frac gb\log S$ with $b, g > 0$. Then $$I'(S) = -1+\frac{g}{bS}.$$ It peaks at $S = @$.", r"\frac gb", r"\frac bg"),
    (r"Let $F, d > 0$. The cost is minimal where $-\frac{F}{q^2}+\frac d2 = 0$, i.e. at"
     r" $$q_{\min} = \sqrt{\frac{2F}{d}}.$$"
     r" There $$\frac{F}{q_{\min}}+\frac12dq_{\min} = @.$$", r"dq_{\min}", r"2dq_{\min}"),
    (r"Let $n\in\mathbb R^d$ with $n^\top n = 1$ and $H = I-2nn^\top$. Then $Hn = @$, and any $x$ with $n^\top x = 0$ is fixed.",
     "-n", "n"),
    (r"Let $A\in\mathbb R^{n\times n}$ and $b\in\mathbb R^n$. Fix $x\in\mathbb R^n$ and put $g = Ax-b$ and suppose $g\ne0$. Then"
     r" $$(g+b)^\top = @.$$", r"x^\top A^\top", r"2x^\top A^\top"),
    (r"With the discount factor $v = \frac{1}{1+i}$, $i > 0$, we have $$\sum_{k=0}^{n-1}v^k = @.$$",
     r"(1+i)\frac{1-v^n}{i}", r"\frac{1-v^n}{i}"),
    ("# A\n\nLet $y\\in\\mathbb R^n$, $M\\in\\mathbb R^{n\\times n}$ with $M^2 = M$, $M' = M$. Let $e = My$ be the residuals. Then"
     " $e'e = y'My$.\n\n# B\n\nLet $\\bar y = \\frac1n\\sum_{i=1}^ny_i$. Then $$\\sum_{i=1}^n(y_i-\\bar y)^2 = @.$$\n\n# C\n\n"
     "We have $e^0 = 1$.", r"\sum_{i=1}^ny_i^2-n\bar y^2", r"\sum_{i=1}^ny_i^2-\bar y^2"),
    (r"Let $y\in\mathbb R^n$, $X\in\mathbb R^{n\times k}$ of full column rank, $\hat\beta = (X^\top X)^{-1}X^\top y$. For $\lambda > 0$ the"
     r" ridge estimator is $\hat\beta_\lambda = (X^\top X+\lambda I)^{-1}X^\top y$. Then $$\hat\beta_\lambda = @.$$",
     r"\hat\beta-\lambda(X^\top X+\lambda I)^{-1}\hat\beta", r"\hat\beta+\lambda(X^\top X+\lambda I)^{-1}\hat\beta"),
    (r"The deflection satisfies $w(0) = 0$, $w'(0) = 0$. Integrating twice, $$w(x) = \frac FB\left(\frac{lx^2}{2}-\frac{x^3}{6}\right).$$"
     r" At the tip $$w(l) = @.$$", r"\frac{Fl^3}{3B}", r"\frac{Fl^3}{6B}"),
    (r"Let $y_1, \dots, y_m \in \{-1, 1\}$ be labels. Then $$\sum_{i=1}^my_i^2 = @.$$", "m", "2m"),
    (r"The variance $v$ satisfies $$v = a^2v+s,$$ so $$v = @$$ for $|a| < 1$.", r"\frac{s}{1-a^2}", r"\frac{s}{1-a}"),
    (r"Let $R(r) = \log r+\frac ar$ with $a, r > 0$. Its derivative $$R'(r) = \frac1r-\frac{a}{r^2}$$ vanishes at $r_c = @$.", "a",
     r"\frac1a"),
    (r"Let $f(x) = x^3-3x$. The derivative is $f'(x) = 3x^2-3$, which vanishes at $x = @$.", "1", "2"),
    (r"Just after dose number $n$ the sum is $$\sum_{j=0}^{n-1}q^j = @.$$", r"\frac{1-q^n}{1-q}", r"\frac{1-q^{n+1}}{1-q}"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), [
    row if is_in_share(SLIPS, number, 3) else pytest.param(*row, marks=pytest.mark.fuzz) for number, row in enumerate(SLIPS)])
def test_a_slip_in_a_document_is_found_and_its_true_twin_is_not_called_false(text: str, right: str, wrong: str) -> None:
    assert "refuted" not in [r.verdict.word for r in check_text(text.replace("@", right))]
    assert "refuted" in [r.verdict.word for r in check_text(text.replace("@", wrong))]


TRUE = [
    r"Let $s > 0$ and $x = m+sz$. Then $z = \frac{x-m}{s}$. With $y = 2x$, so $x = \frac y2$.",
    r"A particle moves with $x(t) = r(t)\cos\theta(t)$. Its velocity is $$\dot x = \dot r\cos\theta-r\dot\theta\sin\theta.$$",
    r"Demand is $D(p) = a-bp$ with $a, b > 0$. The revenue $pD(p)$ is largest. Its maximum is at $p^* = \frac{a}{2b}$.",
    r"Let $C(q) = q^2$ be the cost. The profit $pq-C(q)$ has its maximum at $q^* = \frac p2$.",
    r"Let $C(q) = q^2$ and $\Pi = pq-C(q)$. The maximum is at $q^* = \frac p2$.",
    r"Demand is $D(p) = a-bp$ with $a, b > 0$. We maximise revenue. The optimal price is $p^* = \frac{a}{2b}$.",
    "# A\nThe residual $e = y-t$ has the square $$e^2 = (y-t)^2.$$\n\n# B\nWe have $$\\frac{d}{dx} e^x = e^x.$$",
    r"Let $b\in\mathbb R^n$ and $A \in \mathbb R^{n\times n}$ be symmetric. $$\begin{aligned} A-A^\top+I &= I \\ &= I. \end{aligned}$$",
    r"Let $q = 1-p$ with $0<p<1$ and $0<s<1$. Selection gives $$q' = \frac{q-sq^2}{1-sq^2}.$$",
    r"The function $f(x) = x^2$ on $[1,2]$ is smallest at $x = 1$.",
    r"The function $f(x) = \sqrt{x}$ is smallest at $x = 0$, and $h(x) = |x|$ is smallest at $x = 0$.",
    r"We minimise $\frac12\|x\|^2$ such that $Ax = b$ with $A \in \mathbb R^{m\times n}$, $b \in \mathbb R^m$. The Lagrangian is"
    r" $L(x,\nu) = \frac12\|x\|^2 + \nu^\top(Ax - b)$. The minimiser is $x = -A^\top\nu$.",
    "# A\n\n## B\nLet $A \\in \\mathbb{R}^{n\\times n}$ be symmetric. Put $$f(x) = x^\\top A x.$$\n\n## C\nLet $g = 2Ax$ be the"
    " gradient. Along the ray $$f(x - tg) = f(x) - t g^\\top g + t^2 g^\\top A g.$$",
    "## Free\n$m \\ddot x = -k x$ with $m, k > 0$.\n\n## Damped\nWith friction $c > 0$: $m\\ddot x + c\\dot x + kx = 0$. The ansatz $x ="
    " e^{st}$ leads to $ms^2 + cs + k = 0$. The power is $$\\dot x(m\\ddot x + kx) = -c\\dot x^2.$$",
    r"The states $\psi_n(x) = \sqrt{2}\sin(n\pi x)$ are normalised, since $$\int_0^1 2\sin^2(n\pi x)\,dx = 1.$$",
    r"To solve $f(x) = 0$ one iterates $$x_{k+1} = x_k - \frac{f(x_k)}{f'(x_k)}.$$ For square roots, $f(x) = x^2-a$ with $a>0$.",
    r"Let $\hat\mu = \bar x = \frac1n\sum_{i=1}^nx_i$. The error of $c\bar X$ is $$e(c) = c^2\frac{\sigma^2}{n}+(1-c)^2\mu^2$$ with"
    r" $$e'(c) = 2c\frac{\sigma^2}{n}-2(1-c)\mu^2$$ and the optimum $$c^* = \frac{\mu^2}{\mu^2+\sigma^2/n}.$$",
    r"For the semi-log model $y = e^{a+bx}$ we have $$\frac{dy}{dx} = be^{a+bx}.$$ For a quadratic $y = a+bx+cx^2$ with $c\ne0$ the"
    r" turning point is $$x^* = -\frac{b}{2c}.$$",
    r"Let $a>0$. It converges if and only if $$|1-\eta a| < 1 \iff 0 < \eta < \frac2a.$$",
    r"The characteristic equation of $w''-5w'+6w = 0$ is $$r^2-5r+6 = (r-2)(r-3) = 0.$$",
    r"Let $0<\alpha<1$ and $s, d > 0$. The steady state solves $sk^\alpha = dk$.",
    r"For $f(x) = e^{2x}$ and $g(x) = e^{3x}$ we find $$f(x)g'(x)-f'(x)g(x) = e^{5x}.$$ For $f(x) = \cos x$ and $g(x) = \sin x$ it"
    r" equals $$f(x)g'(x)-f'(x)g(x) = 1.$$",
    r"Variation of constants for $u'+au = b$ with $a\ne0$: $u(x) = \frac ba+\left(u_0-\frac ba\right)e^{-ax}$, thus $u(0) = u_0$.",
    r"Let $B = U\Sigma V^\top$ with orthogonal matrices $U\in\mathbb R^{n\times n}$ and $V\in\mathbb R^{n\times n}$ and a diagonal matrix"
    r" $\Sigma\in\mathbb R^{n\times n}$. Then $$V\Sigma^\top U^\top U\Sigma V^\top = V\Sigma^2 V^\top.$$",
    r"A pendulum obeys $\ddot x = -x$. The kinetic energy is $T = \frac12\dot x^2$. The solution with $x(0) = 1$ and $\dot x(0) = 0$ is"
    r" $x(t) = \cos t$.",
    r"Let $z \in (0, \frac12)$. The function $$V(r) = \frac{1}{\sqrt{(1-r^2)^2+4z^2r^2}}$$ has its maximum at"
    r" $r = \sqrt{1-2z^2}$. There $$(1-r^2)^2+4z^2r^2 = 4z^2(1-z^2).$$",
    "Let $x\\in\\mathbb R^n$, $W\\in\\mathbb R^{k\\times n}$, $c = Wx$ and $E = \\frac12(W^\\top c-x)^\\top(W^\\top c-x)$.\n\n"
    "Now suppose that $WW^\\top = I$. The loss is\n\n$$E = \\frac12(x^\\top x-c^\\top c).$$",
    "# Notation\n\nLet $x\\in\\mathbb R^n$ and $a = x^\\top x$.\n\n# Cars\n\nA car moves with $a = 3$ and $v = 3t$. So $at = v$.",
    "Let $E(v) = \\frac12v^2-v$. Then $E'(v) = v-1$. The largest speed is $v_c = 3$, the speed of light.",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_a_document_says_in_words_is_not_called_false(text: str) -> None:
    assert "refuted" not in [r.verdict.word for r in check_text(text)]


def test_an_equivalence_after_if_and_only_if_is_a_claim() -> None:
    text = r"Let $a>0$. It converges if and only if $$|1-\eta a| < 1 \iff 0 < \eta < \frac1a.$$"
    assert [r.verdict.word for r in check_text(text)] == ["conditional"]


def test_what_follows_from_the_right_equation_is_not_called_false_for_a_slip_above_it() -> None:
    text = (r"Let $f(t) = k^2(1-t)^2+k(1-kt)^2$ with $k > 0$. Then $$f'(t) = -k^2(1-t)-k(1-kt)$$ and the best step is $t = \frac{2}{1+k}$.")
    assert [r.verdict.word for r in check_text(text)] == ["definition", "refuted", "posed"]
