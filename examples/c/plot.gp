# What posterior.c wrote to a folder, as one picture: gnuplot -e "dir='FOLDER'; png='FILE'" plot.gp
set terminal pngcairo size 1600,1000 font 'DejaVu Sans,14'
set output png
set datafile separator ','
set encoding utf8

ink = '#22303c'; blue = '#2c5d8a'; red = '#d1495b'; gold = '#f2b134'; pale = '#e3e7ea'
set border 3 linewidth 1.2 linecolor rgb ink
set tics nomirror out textcolor rgb ink
set grid linewidth 0.6 linecolor rgb pale
set title font ',16' textcolor rgb ink
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
set key samplen 1.5 font ',13' textcolor rgb ink opaque

# Reference mean and standard deviation of row k of a summary, from 1.
pick(file, k, column) = real(system(sprintf("awk -F, 'NR == %d {print $%d}' %s/%s_summary.csv", k + 1, column, dir, file)))
intercept = pick('german', 25, 5); intercept_sd = pick('german', 25, 6)
tau = pick('eight_schools', 10, 5)

set multiplot layout 2,3 margins 0.06,0.975,0.085,0.875 spacing 0.065,0.145
set label 1 'Posteriors by the Metropolis-adjusted Langevin flow: 100 chains' at screen 0.5,0.96 center font ',22' textcolor rgb ink

# Particles over time, from the start through the warm-up.
set logscale x
set xrange [1:401]
set xtics ('0' 1, '1' 2, '10' 11, '100' 101, '400' 401)
set xlabel 'step'

set title 'German credit: intercept of every chain'
set ylabel 'intercept'
set yrange [*:*]
set key top right
plot [1:401] '+' using 1:(intercept - 2 * intercept_sd):(intercept + 2 * intercept_sd) with filledcurves \
       linecolor rgb gold fillstyle solid 0.55 noborder title 'reference mean ± 2 sd', \
     for [i = 2:101] dir.'/german_path.csv' using ($1 + 1):i with lines linewidth 0.7 linecolor rgb '#a02c5d8a' notitle

unset label 1
set title 'Eight schools: spread τ of every chain'
set ylabel 'τ' offset 1.5,0
set logscale y
set yrange [0.008:100]
set key bottom right
plot for [i = 2:101] dir.'/eight_schools_path.csv' using ($1 + 1):i with lines linewidth 0.7 linecolor rgb '#a02c5d8a' notitle, \
     tau with lines linewidth 3 linecolor rgb red title 'reference mean'

# Every weight beside its reference.
unset logscale
set title 'German credit: all weights, mean ± 2 sd'
set xlabel 'weight'
set ylabel 'value'
set xrange [0:26]
set yrange [-1.6:0.9]
set xtics ('1' 1, '5' 5, '10' 10, '15' 15, '20' 20, 'intercept' 25)
set key bottom left
set style line 1 pointtype 7 pointsize 0.8 linewidth 1.6
plot dir.'/german_summary.csv' every ::1 using ($0 + 0.82):5:(2 * $6) with yerrorbars linestyle 1 linecolor rgb red title 'reference', \
     '' every ::1 using ($0 + 1.18):2:(2 * $3) with yerrorbars linestyle 1 linecolor rgb blue title 'libwgf'

# Pairs of the posteriors.
dots = 'pointtype 7 pointsize 0.35 linecolor rgb "#b02c5d8a"'
cross = 'pointtype 2 pointsize 2 linewidth 3'
set xtics autofreq
set key top right

set title 'German credit: weights 20 and 21'
set xlabel 'w_{20}'
set ylabel 'w_{21}'
set xrange [-0.45:0.65]
set yrange [-0.65:0.5]
plot dir.'/german_draws.csv' every ::1 using 20:21 with points @dots notitle, \
     '+' using (pick('german', 20, 5)):(pick('german', 21, 5)) every ::::0 with points @cross linecolor rgb red title 'reference mean'

set title 'Eight schools: the funnel of school 1'
set xlabel 'θ_1'
set ylabel 'τ' offset 1.5,0
set logscale y
set xrange [-20:45]
set yrange [0.008:100]
set key bottom right
plot dir.'/eight_schools_draws.csv' every ::1 using 1:10 with points @dots notitle, \
     '+' using (pick('eight_schools', 1, 5)):(tau) every ::::0 with points @cross linecolor rgb red title 'reference mean'

set title 'Eight schools: schools 1 and 3'
set xlabel 'θ_1'
set ylabel 'θ_3'
unset logscale
set xrange [-20:45]
set yrange [-30:30]
plot dir.'/eight_schools_draws.csv' every ::1 using 1:3 with points @dots notitle, \
     '+' using (pick('eight_schools', 1, 5)):(pick('eight_schools', 3, 5)) every ::::0 with points @cross linecolor rgb red title 'reference mean'
unset multiplot
